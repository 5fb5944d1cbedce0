//! What a page was asked for, where a field may come several times: read from an address and written into one.

/// The fields of an address or a form, those left empty left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::workbench) struct Asked(Vec<(String, String)>);

impl Asked {
    pub(in crate::workbench) fn of(fields: Vec<(String, String)>) -> Self {
        let is_meant =
            |(name, value): &(String, String)| !value.trim().is_empty() && name != "done";
        Self(fields.into_iter().filter(is_meant).collect())
    }

    /// Every value of a field.
    pub(in crate::workbench) fn all(&self, name: &str) -> Vec<String> {
        let of = self.0.iter().filter(|(field, _)| field == name);
        of.map(|(_, value)| value.trim().to_owned()).collect()
    }

    /// The first value of a field.
    pub(in crate::workbench) fn first(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map(|(_, value)| value.trim())
    }

    /// A field that is a number.
    pub(in crate::workbench) fn number(&self, name: &str) -> Option<i64> {
        self.first(name)?.parse().ok()
    }

    /// Whether nothing was asked for but a study.
    pub(in crate::workbench) fn is_plain(&self) -> bool {
        self.0.iter().all(|(name, _)| name == "study")
    }

    /// The same without these fields.
    pub(in crate::workbench) fn without(&self, names: &[&str]) -> Self {
        let keep = self
            .0
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()));
        Self(keep.cloned().collect())
    }

    /// The same with this field besides.
    pub(in crate::workbench) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same in the order of the fields' names; values of one field stay in theirs.
    pub(in crate::workbench) fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
        self
    }

    /// The address of this page asked for the same.
    pub(in crate::workbench) fn address(&self, page: &str) -> String {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        match pairs.is_empty() {
            true => page.to_owned(),
            false => format!("{page}?{}", pairs.join("&")),
        }
    }

    /// The fields, for hidden inputs.
    pub(in crate::workbench) fn fields(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A part of an address.
pub(in crate::workbench) fn escaped(text: &str) -> String {
    let byte = |b: u8| match b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_comes_back_whole() {
        let fields = [
            ("q", "ترس & \"x\""),
            ("where", "age>30"),
            ("where", ""),
            ("done", "7"),
        ];
        let asked = Asked::of(fields.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec());
        assert_eq!(
            asked.address("/search"),
            "/search?q=%D8%AA%D8%B1%D8%B3%20%26%20%22x%22&where=age%3E30"
        );
        assert_eq!(asked.all("where"), ["age>30"]);
        assert_eq!(asked.without(&["q", "where"]).address("/search"), "/search");
    }
}
