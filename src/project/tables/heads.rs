//! What stands at the head of columns and tables, in the language of the codebook.

use super::TableKind;
use crate::compare::{NOT_KNOWN, Shown};
use crate::study::{Codebook, Language, Participant};
use crate::text::{Direction, detect_all};

/// Column, English, Persian, Arabic, Chinese. The levels' names are those of Graneheim & Lundman (2004) and of
/// grounded theory; others stay as the study has them.
const COLUMNS: [(&str, [&str; 4]); 29] = [
    ("theme", ["Theme", "مضمون", "الموضوع", "主题"]),
    ("category", ["Category", "طبقه", "الفئة", "类别"]),
    (
        "sub-category",
        ["Sub-category", "زیرطبقه", "الفئة الفرعية", "子类别"],
    ),
    ("code", ["Code", "کد", "الرمز", "编码"]),
    (
        "unit",
        ["Meaning unit", "واحد معنایی", "وحدة المعنى", "意义单元"],
    ),
    (
        "condensed",
        [
            "Condensed meaning unit",
            "واحد معنایی فشرده",
            "وحدة المعنى المكثفة",
            "浓缩意义单元",
        ],
    ),
    ("text", ["Text", "متن", "النص", "原文"]),
    ("translation", ["Translation", "ترجمه", "الترجمة", "译文"]),
    ("quote", ["Quotation", "نقل‌قول", "الاقتباس", "引文"]),
    ("label", ["Label", "برچسب", "التسمية", "标注"]),
    (
        "participant",
        ["Participant", "شرکت‌کننده", "المشارك", "参与者"],
    ),
    ("transcript", ["Transcript", "مصاحبه", "المقابلة", "访谈"]),
    ("path", ["Path", "مسیر", "المسار", "路径"]),
    ("level", ["Level", "سطح", "المستوى", "层级"]),
    ("definition", ["Definition", "تعریف", "التعريف", "定义"]),
    ("include", ["Include", "شامل", "يشمل", "包括"]),
    ("exclude", ["Exclude", "به‌جز", "لا يشمل", "不包括"]),
    ("units", ["Units", "واحدها", "الوحدات", "单元数"]),
    (
        "participants",
        ["Participants", "شرکت‌کنندگان", "المشاركون", "参与者数"],
    ),
    (
        "examples",
        [
            "Example quotations",
            "نمونه نقل‌قول‌ها",
            "أمثلة من الاقتباسات",
            "引文示例",
        ],
    ),
    ("study", ["Study", "مطالعه", "الدراسة", "研究"]),
    ("total", ["All", "همه", "الكل", "合计"]),
    (
        "selective code",
        [
            "Selective code",
            "کد گزینشی",
            "الترميز الانتقائي",
            "选择性编码",
        ],
    ),
    (
        "axial code",
        ["Axial code", "کد محوری", "الترميز المحوري", "主轴编码"],
    ),
    (
        "open code",
        ["Open code", "کد باز", "الترميز المفتوح", "开放编码"],
    ),
    ("age", ["Age", "سن", "العمر", "年龄"]),
    ("sex", ["Sex", "جنسیت", "الجنس", "性别"]),
    ("role", ["Role", "نقش", "الدور", "角色"]),
    (NOT_KNOWN, ["not known", "نامعلوم", "غير معروف", "未知"]),
];

/// What a table is, in the same languages.
const CAPTIONS: [(TableKind, [&str; 4]); 6] = [
    (
        TableKind::Ladder,
        [
            "Themes and codes",
            "مضامین و کدها",
            "الموضوعات والرموز",
            "主题与编码",
        ],
    ),
    (
        TableKind::Analysis,
        [
            "From meaning units to themes",
            "از واحدهای معنایی تا مضامین",
            "من وحدات المعنى إلى الموضوعات",
            "从意义单元到主题",
        ],
    ),
    (
        TableKind::Codebook,
        ["Codebook", "کتاب کد", "دليل الرموز", "编码手册"],
    ),
    (
        TableKind::Quotes,
        [
            "Quotations by code",
            "نقل‌قول‌ها بر حسب کد",
            "الاقتباسات حسب الرمز",
            "各编码的引文",
        ],
    ),
    (
        TableKind::Participants,
        ["Participants", "شرکت‌کنندگان", "المشاركون", "参与者"],
    ),
    (
        TableKind::Matrix,
        [
            "Meaning units by theme",
            "واحدهای معنایی بر حسب مضمون",
            "وحدات المعنى حسب الموضوع",
            "各主题的意义单元",
        ],
    ),
];

const COUNTS: [&str; 4] = [
    "Coded meaning units and, in brackets, the participants they come from; n: participants with coded units; –: the study has no such row.",
    "شمار واحدهای معنایی کدگذاری‌شده و، در پرانتز، شرکت‌کنندگان؛ n: شرکت‌کنندگان دارای واحد کدگذاری‌شده؛ –: مطالعه چنین ردیفی ندارد.",
    "عدد وحدات المعنى المرمزة، وبين قوسين عدد المشاركين؛ n: المشاركون الذين لهم وحدات مرمزة؛ –: لا يوجد مثل هذا الصف في الدراسة.",
    "已编码意义单元数，括号内为参与者数；n：有已编码单元的参与者；–：该研究无此行。",
];
const OF_UNITS: [&str; 4] = [
    "Percentage of the column's coded meaning units.",
    "درصد واحدهای معنایی کدگذاری‌شدهٔ ستون.",
    "النسبة المئوية من وحدات المعنى المرمزة في العمود.",
    "占该列已编码意义单元的百分比。",
];
const OF_PARTICIPANTS: [&str; 4] = [
    "Percentage of the column's participants.",
    "درصد شرکت‌کنندگان ستون.",
    "النسبة المئوية من المشاركين في العمود.",
    "占该列参与者的百分比。",
];
const OF_ROW: [&str; 4] = [
    "Percentage of the row's coded meaning units.",
    "درصد واحدهای معنایی کدگذاری‌شدهٔ ردیف.",
    "النسبة المئوية من وحدات المعنى المرمزة في الصف.",
    "占该行已编码意义单元的百分比。",
];

/// The words of one language.
pub(super) struct Heads {
    language: Language,
    at: usize,
}

impl Heads {
    /// Those of the language asked for, else of the codebooks' names, else of what is said of the participants. Languages without
    /// words of their own here get the English ones.
    pub fn of<'a>(
        asked: Option<&Language>,
        books: impl IntoIterator<Item = &'a Codebook>,
        people: &[Participant],
    ) -> Self {
        let language = asked.cloned().unwrap_or_else(|| {
            let names = books.into_iter().flat_map(Codebook::codes);
            let mut names: Vec<&str> = names.map(|code| code.name.as_str()).collect();
            if names.is_empty() {
                let known = people.iter().flat_map(|p| &p.attributes);
                names = known
                    .flat_map(|(name, value)| [name.as_str(), value])
                    .collect();
            }
            detect_all(names)
        });
        let at = match language.code() {
            "fa" => 1,
            "ar" => 2,
            "zh" => 3,
            _ => 0,
        };
        Self { language, at }
    }

    pub fn language(&self) -> &Language {
        &self.language
    }

    pub fn direction(&self) -> Direction {
        Direction::of_language(&self.language)
    }

    /// The head of a column: one of ours, or a name of the study's own as people write it (`training_year`: "Training year").
    pub fn of_column(&self, key: &str) -> String {
        let known = COLUMNS.iter().find(|(known, _)| *known == key);
        known.map_or_else(|| spoken(key), |(_, heads)| heads[self.at].to_owned())
    }

    /// The head of a column with the participants of one value: as they are called.
    pub fn of_value(&self, value: &str) -> String {
        match value {
            NOT_KNOWN => self.of_column(NOT_KNOWN),
            value => value.to_owned(),
        }
    }

    /// What the table is, and of which study.
    pub fn caption(&self, kind: TableKind, study: &str) -> String {
        let known = CAPTIONS.iter().find(|(known, _)| *known == kind);
        let what = known.map_or("", |(_, captions)| captions[self.at]);
        let colon = match self.at {
            3 => "：",
            _ => ": ",
        };
        format!("{what}{colon}{study}")
    }

    /// What the numbers of a matrix are.
    pub fn matrix_note(&self, numbers: Shown) -> &'static str {
        let notes = match numbers {
            Shown::Counts => COUNTS,
            Shown::ShareOfUnits => OF_UNITS,
            Shown::ShareOfParticipants => OF_PARTICIPANTS,
            Shown::ShareOfRow => OF_ROW,
        };
        notes[self.at]
    }
}

/// A name of programs as people write it.
fn spoken(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Code, CodeId, StudyId};

    fn heads(names: &[&str]) -> Heads {
        let code = |(id, name): (i64, &&str)| Code {
            id: CodeId(id),
            study: StudyId(1),
            parent: None,
            level: 0,
            name: (*name).to_owned(),
            definition: String::new(),
            include: String::new(),
            exclude: String::new(),
            colour: String::new(),
            position: id,
        };
        let book = Codebook::new((1..).zip(names).map(code).collect());
        Heads::of(None, [&book], &[])
    }

    #[test]
    fn heads_are_in_the_language_of_the_codebook() {
        for (names, wanted, direction) in [
            (
                &["Workload", "Peer learning"][..],
                "Theme",
                Direction::LeftToRight,
            ),
            (
                &["بار کاری", "یادگیری از همکاران"][..],
                "مضمون",
                Direction::RightToLeft,
            ),
            (&["عبء العمل"][..], "الموضوع", Direction::RightToLeft),
            (
                &["职业适应", "情感支持"][..],
                "主题",
                Direction::LeftToRight,
            ),
            (&[][..], "Theme", Direction::LeftToRight),
        ] {
            let heads = heads(names);
            assert_eq!(heads.of_column("theme"), wanted, "{names:?}");
            assert_eq!(heads.direction(), direction);
        }
    }

    #[test]
    fn names_of_attributes_are_written_as_people_write_them() {
        let heads = heads(&[]);
        assert_eq!(heads.of_column("training_year"), "Training year");
        assert_eq!(heads.of_column("سن"), "سن");
        assert_eq!(heads.of_column(""), "");
        assert_eq!(heads.of_value("NICU"), "NICU");
    }
}
