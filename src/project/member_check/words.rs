//! The words of a sheet, in the languages that emic has words for.

use crate::study::Language;

/// The words of one language.
pub(super) struct Words {
    code: &'static str,
    pub title: &'static str,
    pub introduction: &'static str,
    pub said: &'static str,
    /// `{n}` is a number.
    more: &'static str,
    pub question: &'static str,
    pub missing: &'static str,
    pub anything: &'static str,
}

const ALL: [Words; 4] = [
    Words {
        code: "en",
        title: "What we understood from you:",
        introduction: "Thank you for talking with us. Below stands, in a few words each, what we understood from what you said, with passages in your own \
                       words. Please tell us where we understood you rightly, where we did not, and what is missing. There are no wrong answers, and you may \
                       ask us to leave anything out.",
        said: "You said, for instance:",
        more: "… and {n} more passages like these.",
        question: "Is this what you meant?   ☐ yes   ☐ partly   ☐ no        What would you change?",
        missing: "What is missing",
        anything: "Is there anything we did not understand, or that you would say otherwise today?",
    },
    Words {
        code: "fa",
        title: "آنچه از گفته‌های شما دریافتیم:",
        introduction: "از اینکه با ما گفت‌وگو کردید سپاسگزاریم. در ادامه، برداشت ما از گفته‌های شما به زبان ساده و همراه با بخش‌هایی از سخنان خودتان آمده است. \
                       لطفاً بگویید کجا منظور شما را درست فهمیده‌ایم، کجا نه، و چه چیزی جا افتاده است. هیچ پاسخی نادرست نیست و می‌توانید بخواهید هر بخشی کنار گذاشته شود.",
        said: "برای نمونه گفته‌اید:",
        more: "… و {n} بخش دیگر مانند این‌ها.",
        question: "آیا منظور شما همین بود؟   ☐ بله   ☐ تا اندازه‌ای   ☐ نه        چه چیزی را تغییر می‌دهید؟",
        missing: "آنچه جا افتاده است",
        anything: "آیا چیزی هست که درست نفهمیده باشیم، یا امروز آن را جور دیگری بگویید؟",
    },
    Words {
        code: "ar",
        title: "ما فهمناه من حديثكم:",
        introduction: "شكراً على حديثكم معنا. فيما يلي ما فهمناه من كلامكم بعبارات بسيطة مع مقاطع من كلماتكم. نرجو أن تخبرونا أين أصبنا في الفهم وأين لم نصب \
                       وما الذي ينقص. لا توجد إجابات خاطئة، ويمكنكم أن تطلبوا حذف أي شيء.",
        said: "قلتم مثلاً:",
        more: "… و{n} من المقاطع المشابهة.",
        question: "هل هذا ما قصدتموه؟   ☐ نعم   ☐ جزئياً   ☐ لا        ماذا تغيّرون؟",
        missing: "ما ينقص",
        anything: "هل هناك ما لم نفهمه، أو ما تقولونه اليوم بطريقة أخرى؟",
    },
    Words {
        code: "zh",
        title: "我们对您所谈内容的理解：",
        introduction: "感谢您接受我们的访谈。下面用简短的话写出我们对您所谈内容的理解，并附上您的原话。请告诉我们哪些理解正确，哪些不正确，还缺少什么。\
                       回答没有对错之分，您也可以要求删去任何内容。",
        said: "例如您说过：",
        more: "……以及另外 {n} 段类似的话。",
        question: "这是您的意思吗？   ☐ 是   ☐ 部分是   ☐ 不是        您会怎样修改？",
        missing: "还缺少什么",
        anything: "有没有我们没有理解的，或者您今天会换一种说法的内容？",
    },
];

impl Words {
    /// Those of a language; the English ones where there are none.
    pub fn of(language: &Language) -> &'static Self {
        let found = ALL.iter().find(|words| words.code == language.code());
        found.unwrap_or(&ALL[0])
    }

    pub fn language(&self) -> Language {
        Language::new(self.code)
    }

    pub fn and_more(&self, n: usize) -> String {
        self.more.replace("{n}", &n.to_string())
    }
}
