//! Caches: what can be made again from the content. Outside of history, inside the file.

use super::Store;
use crate::error::Result;

/// A cache as it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    /// What the cache was made from, in the words of its maker.
    pub stamp: String,
    /// Its bytes.
    pub data: Vec<u8>,
}

/// A cache to be put.
#[derive(Debug, Clone, Copy)]
pub struct CachePut<'a> {
    /// Its name, such as `index/segment-1`.
    pub name: &'a str,
    /// What it was made from.
    pub stamp: &'a str,
    /// Its bytes, less than 1 GB.
    pub data: &'a [u8],
}

/// What is known of a cache without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheEntry {
    /// Its name.
    pub name: String,
    /// What it was made from.
    pub stamp: String,
    /// Its size.
    pub bytes: u64,
}

impl Store {
    /// The cache of this name, if there is one.
    pub fn cache_get(&self, name: &str) -> Result<Option<Cached>> {
        self.database.row(
            "SELECT stamp, data FROM cache WHERE name = ?1",
            [name],
            |row| {
                Ok(Cached {
                    stamp: row.get(0)?,
                    data: row.get(1)?,
                })
            },
        )
    }

    /// Puts one cache, in place of an earlier one of its name. Makes no event.
    pub fn cache_put(&mut self, name: &str, stamp: &str, data: &[u8]) -> Result<()> {
        self.cache_apply(&[CachePut { name, stamp, data }], &[])
    }

    /// Deletes the cache of this name, if there is one.
    pub fn cache_delete(&mut self, name: &str) -> Result<()> {
        self.cache_apply(&[], &[name])
    }

    /// Deletes the caches named in `delete` and puts those in `put`: all of it or nothing.
    pub fn cache_apply(&mut self, put: &[CachePut<'_>], delete: &[&str]) -> Result<()> {
        let transaction = self.begin()?;
        for name in delete {
            self.database
                .run("DELETE FROM cache WHERE name = ?1", [name])?;
        }
        for cache in put {
            self.database.run(
                "INSERT INTO cache (name, stamp, data) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp, data = excluded.data",
                (cache.name, cache.stamp, cache.data),
            )?;
        }
        self.database.explained(transaction.commit())?;
        self.remember_own_change()
    }

    /// The caches whose names begin with `prefix`, by name.
    pub fn cache_list(&self, prefix: &str) -> Result<Vec<CacheEntry>> {
        self.database.rows(
            "SELECT name, stamp, length(data) AS bytes FROM cache
             WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
            [prefix],
            |row| {
                Ok(CacheEntry {
                    name: row.get("name")?,
                    stamp: row.get("stamp")?,
                    bytes: u64::try_from(row.get::<_, i64>("bytes")?).unwrap_or_default(),
                })
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn caches_come_and_go_without_an_event() {
        let (_folder, mut store) = sample::filled();
        let stamp = store.content_stamp().unwrap();
        store.cache_put("index/a", "1", &[1, 2, 3]).unwrap();
        store.cache_put("index/a", "2", &[]).unwrap();
        store.cache_put("model", "2", &[0, 255]).unwrap();
        assert_eq!(store.cache_get("index/a").unwrap().unwrap().stamp, "2");
        assert_eq!(store.cache_get("model").unwrap().unwrap().data, [0, 255]);
        assert_eq!(store.cache_get("index/b").unwrap(), None);

        let put = [CachePut {
            name: "index/b",
            stamp: "3",
            data: b"bb",
        }];
        store.cache_apply(&put, &["index/a"]).unwrap();
        let names: Vec<(String, u64)> = store
            .cache_list("index/")
            .unwrap()
            .into_iter()
            .map(|e| (e.name, e.bytes))
            .collect();
        assert_eq!(names, [("index/b".to_owned(), 2)]);
        store.cache_delete("model").unwrap();
        assert_eq!(store.cache_list("").unwrap().len(), 1);
        assert_eq!(store.content_stamp().unwrap(), stamp);
    }
}
