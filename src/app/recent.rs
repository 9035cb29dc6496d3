//! Files that were open lately, and how the window looked, kept in a small file of the user's own. Nothing depends on it.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Most files that are remembered.
const MOST: usize = 10;

/// What is remembered from one start to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Files, the newest first.
    pub recent: Vec<PathBuf>,
    /// Whether the theme is the dark one.
    pub dark: bool,
    /// Size of everything.
    pub scale: f32,
    #[serde(skip)]
    place: Option<PathBuf>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { recent: Vec::new(), dark: true, scale: 1.0, place: None }
    }
}

impl Memory {
    /// What was remembered, or nothing.
    pub fn load() -> Self {
        let place = folder().map(|folder| folder.join("window.json"));
        let text = place.as_deref().and_then(|place| std::fs::read_to_string(place).ok());
        let mut memory: Self = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        if !(0.5..=3.0).contains(&memory.scale) {
            memory.scale = 1.0;
        }
        memory.place = place;
        memory
    }

    /// Puts a file in front.
    pub fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(MOST);
        self.save();
    }

    /// Takes a file out that is no more.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
        self.save();
    }

    /// Writes it down. A disk that is full or read-only costs the memory, and nothing else.
    pub fn save(&self) {
        let Some(place) = &self.place else { return };
        let Ok(text) = serde_json::to_string_pretty(self) else { return };
        if let Some(folder) = place.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let _ = crate::scenario::write_with(place, |file| file.write_all(text.as_bytes()));
    }
}

/// Where programs of this user keep their settings.
fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let settings = if cfg!(windows) {
        variable("APPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        variable("XDG_CONFIG_HOME").or_else(|| variable("HOME").map(|home| home.join(".config")))
    };
    settings.map(|settings| settings.join("brainwright"))
}
