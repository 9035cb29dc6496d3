//! Dependencies run one way, seed ← math ← brain ← scenario ← engine ← lab ← {cli, app}, and only the window knows its toolkit: read from the sources.

#![expect(clippy::unwrap_used, reason = "a test stops where it stands")]

use std::fs;
use std::path::{Path, PathBuf};

/// Every layer, lowest first; those of one line may not use one another.
const LAYERS: &[&[&str]] = &[&["seed"], &["math"], &["brain"], &["scenario"], &["engine"], &["lab"], &["cli", "app"]];
/// Macros that a layer exports, which stand at the root of the crate.
const MACROS: &[(&str, &str)] = &[("option", "brain"), ("choice", "brain"), ("family", "brain")];
/// What only the window may know.
const TOOLKIT: &[&str] = &["egui", "eframe", "egui_plot", "egui_extras", "egui_commonmark", "egui_notify", "winit", "rfd"];

#[test]
fn imports_run_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let modules = modules_of(&path);
        let Some(own) = modules.first().and_then(|layer| height(layer)) else { continue };
        for (line, used) in roots_used(&text, modules.len()) {
            let of_macro = MACROS.iter().find(|(name, _)| *name == used).map(|(_, layer)| *layer);
            let layer = of_macro.unwrap_or(&used);
            if layer != modules[0] && height(layer).is_some_and(|other| other >= own) {
                wrong.push(format!("{}:{line} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports run back:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_window_knows_its_toolkit() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if modules_of(&path).first().is_some_and(|layer| layer == "app") {
            continue;
        }
        for (line, code) in code_lines(&text) {
            if words(code).any(|word| TOOLKIT.contains(&word)) {
                wrong.push(format!("{}:{line}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "the toolkit is named outside app/: {wrong:?}");
}

#[test]
fn every_folder_is_a_layer() {
    for (path, _) in sources() {
        let modules = modules_of(&path);
        assert!(modules.is_empty() || height(&modules[0]).is_some(), "{} is in no layer", path.display());
    }
}

#[test]
fn the_reader_sees_every_way_to_import() {
    let text = "use crate::engine::{Runner};\n    let x = crate::scenario::parse(y); // crate::app\nuse super::super::lab::verify;\nuse super::super::super::cli;\nuse crate::{math, seed::{self, Seed}, option};\nuse brainwright::cli;";
    let used: Vec<String> = roots_used(text, 2).into_iter().map(|(_, used)| used).collect();
    assert_eq!(used, ["engine", "scenario", "math", "seed", "option", "cli", "lab", "cli"]);
}

fn height(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|line| line.contains(&layer))
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                if path.file_name().is_some_and(|name| name != "tests.rs") {
                    files.push((path.strip_prefix(&root).unwrap().to_owned(), shipped(&text).to_owned()));
                }
            }
        }
    }
    files.sort();
    assert!(files.len() > 50, "the sources were not found");
    files
}

/// A file without the tests at its end: those may drive what they test through the layers above, and are no part of what is shipped.
fn shipped(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |tests| &text[..tests])
}

/// `brain/rule/mod.rs` → `brain`, `rule`; nothing for the roots of the library and the program.
fn modules_of(path: &Path) -> Vec<String> {
    let mut modules: Vec<String> = path.with_extension("").iter().map(|word| word.to_string_lossy().into_owned()).collect();
    if modules.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        modules.pop();
    }
    modules
}

/// Lines of code, numbered from 1, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// What stands right below the crate's root on any path: (line, name). `depth` is how many `super` reach the root.
fn roots_used(text: &str, depth: usize) -> Vec<(usize, String)> {
    let code: Vec<(usize, &str)> = code_lines(text).collect();
    let joined: String = code.iter().map(|(_, line)| format!("{line}\n")).collect();
    let mut found = Vec::new();
    // From a module of tests inside the file, the root is one step further.
    let climbs = [0, 1].map(|inner| "super::".repeat(depth.max(1) + inner));
    for start in ["crate::", "brainwright::", &climbs[0], &climbs[1]] {
        for (at, _) in joined.match_indices(start) {
            let line = joined[..at].matches('\n').count() + 1;
            let before = joined[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            found.extend(first_words(&joined[at + start.len()..]).into_iter().map(|word| (line, word)));
        }
    }
    // A climb may end one below the root, among names that are no layers.
    found.retain(|(_, word)| height(word).is_some() || MACROS.iter().any(|(name, _)| name == word));
    found
}

/// The names at the top level of `{a, b::{c, d}}`, or the one name before anything else.
fn first_words(path: &str) -> Vec<String> {
    let name = |text: &str| words(text.trim_start()).next().unwrap_or_default().to_owned();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut level, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => level += 1,
            '}' if level == 0 => {
                found.push(name(&group[start..at]));
                break;
            }
            '}' => level -= 1,
            ',' if level == 0 => {
                found.push(name(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}
