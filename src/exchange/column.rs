//! Names of columns, in the many ways people write them.

/// A column's name as it is compared: lower case, without spaces, hyphens and underscores.
pub(super) fn column_key(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '\u{200c}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

pub(super) const ID: &[&str] = &["id", "unitid", "externalid", "segmentid"];
pub(super) const STUDY: &[&str] = &["study", "project"];
pub(super) const TRANSCRIPT: &[&str] = &[
    "transcript",
    "doc",
    "document",
    "documentname",
    "file",
    "filename",
    "source",
    "interview",
];
pub(super) const TEXT: &[&str] = &[
    "text",
    "quote",
    "quotation",
    "segment",
    "codedsegment",
    "passage",
    "excerpt",
    "meaningunit",
    "content",
    "نقلقول",
    "متن",
    "引文",
    "文本",
];
pub(super) const CODES: &[&str] = &[
    "codes", "code", "tags", "tag", "label", "labels", "کد", "کدها", "代码", "编码",
];
pub(super) const PARTICIPANT: &[&str] = &[
    "participant",
    "case",
    "respondent",
    "interviewee",
    "pseudonym",
    "شرکتکننده",
    "参与者",
];
pub(super) const SPEAKER: &[&str] = &["speaker"];
pub(super) const CODER: &[&str] = &["coder", "user", "codedby", "author", "createdby"];
pub(super) const CONDENSED: &[&str] = &["condensed", "condensedmeaningunit", "summary"];
pub(super) const TRANSLATION: &[&str] = &["translation"];
pub(super) const LANGUAGE: &[&str] = &["language", "lang"];
pub(super) const START: &[&str] = &["start", "startchar", "begin"];
pub(super) const END: &[&str] = &["end", "endchar"];

pub(super) const THEME: &[&str] = &["theme", "selectivecode", "مضمون", "主题"];
pub(super) const CATEGORY: &[&str] = &["category", "axialcode", "طبقه", "类别"];
pub(super) const SUBCATEGORY: &[&str] = &["subcategory", "opencode", "زیرطبقه", "子类别"];
pub(super) const CODE: &[&str] = &["code", "کد", "代码"];

pub(super) const PATH: &[&str] = &["path", "codepath"];
pub(super) const NAME: &[&str] = &["name", "codename", "tag"];
pub(super) const PARENT: &[&str] = &["parent", "parentcode", "under"];
pub(super) const DEFINITION: &[&str] = &[
    "definition",
    "description",
    "meaning",
    "memo",
    "تعریف",
    "定义",
];
pub(super) const INCLUDE: &[&str] = &["include", "inclusion", "inclusioncriteria", "whentouse"];
pub(super) const EXCLUDE: &[&str] = &["exclude", "exclusion", "exclusioncriteria", "whennottouse"];
pub(super) const COLOUR: &[&str] = &["colour", "color"];

pub(super) const FROM: &[&str] = &["from", "source"];
pub(super) const TO: &[&str] = &["to", "target"];
pub(super) const RELATION: &[&str] = &["relation", "type"];
pub(super) const KIND: &[&str] = &["kind"];
pub(super) const NOTE: &[&str] = &["note", "notes", "memo", "comment"];

pub(super) const PARTICIPANT_ID: &[&str] = &[
    "id",
    "participant",
    "label",
    "participantid",
    "pseudonym",
    "case",
    "name",
    "کدشرکتکننده",
    "شناسه",
    "شرکتکننده",
    "编号",
    "参与者",
];
