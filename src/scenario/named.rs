//! Things with names, in the order a person made them. A name appears once.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Things with names, in the order a person made them; in a file, an object whose keys are refused when they come twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    entries: Vec<(String, T)>,
}

/// The longest name.
pub const LONGEST_NAME: usize = 64;

/// Whether a name can stand in a path: letters, digits, `_` and `-` only.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T> Named<T> {
    /// How many.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where a name stands.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|(other, _)| other == name)
    }

    /// The thing of a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.entries.iter().find(|(other, _)| other == name).map(|(_, thing)| thing)
    }

    /// The thing of a name, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.entries.iter_mut().find(|(other, _)| other == name).map(|(_, thing)| thing)
    }

    /// Name and thing at a place.
    pub fn at(&self, index: usize) -> Option<(&str, &T)> {
        self.entries.get(index).map(|(name, thing)| (name.as_str(), thing))
    }

    /// The thing at a place, to be changed.
    pub fn at_mut(&mut self, index: usize) -> Option<&mut T> {
        self.entries.get_mut(index).map(|(_, thing)| thing)
    }

    /// Puts a thing under a name, in the place of what was there or at the end.
    pub fn insert(&mut self, name: &str, thing: T) {
        match self.get_mut(name) {
            Some(place) => *place = thing,
            None => self.entries.push((name.to_owned(), thing)),
        }
    }

    /// Takes a thing out.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        self.index(name).map(|index| self.entries.remove(index).1)
    }

    /// Gives a thing another name, in its place; `false` if there is none or the new name is taken or not allowed.
    pub fn rename(&mut self, name: &str, new: &str) -> bool {
        if !is_name(new) || self.index(new).is_some() {
            return false;
        }
        let Some(index) = self.index(name) else { return false };
        new.clone_into(&mut self.entries[index].0);
        true
    }

    /// All names and things, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> + Clone {
        self.entries.iter().map(|(name, thing)| (name.as_str(), thing))
    }

    /// All names and things, in order, to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&str, &mut T)> {
        self.entries.iter_mut().map(|(name, thing)| (name.as_str(), thing))
    }

    /// All names, in order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.entries.iter().map(|(name, _)| name.as_str())
    }

    /// Keeps only what passes.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &T) -> bool) {
        self.entries.retain(|(name, thing)| keep(name, thing));
    }

    /// A name that is not taken yet: `wish`, or `wish_2`, `wish_3`, …
    pub fn free_name(&self, wish: &str) -> String {
        let taken = |name: &str| self.index(name).is_some();
        if !taken(wish) {
            return wish.to_owned();
        }
        (2..).map(|number| format!("{wish}_{number}")).find(|name| !taken(name)).unwrap_or_default()
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        let mut named = Self::default();
        for (name, thing) in entries {
            named.insert(&name, thing);
        }
        named
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, thing) in self.iter() {
            map.serialize_entry(name, thing)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Named<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of named things")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut entries: Vec<(String, T)> = Vec::new();
                let mut seen = std::collections::BTreeSet::new();
                while let Some(name) = map.next_key::<String>()? {
                    if !is_name(&name) {
                        return Err(de::Error::custom(format!("the name {name:.80?} may have letters, digits, _ and - only, at most {LONGEST_NAME} of them")));
                    }
                    if !seen.insert(name.clone()) {
                        return Err(de::Error::custom(format!("the name `{name}` is used twice")));
                    }
                    if entries.len() >= super::check::MOST_THINGS {
                        return Err(de::Error::custom(format!("more than {} entries", super::check::MOST_THINGS)));
                    }
                    entries.push((name, map.next_value()?));
                }
                Ok(Named { entries })
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "propertyNames": { "pattern": "^[A-Za-z0-9_-]{1,64}$" }, "additionalProperties": generator.subschema_for::<T>() })
    }
}
