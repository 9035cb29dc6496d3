//! Scenarios as files: read with the place of every error, written whole or not at all.

use super::{Problem, Scenario};
use serde::Deserialize;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// The version of the format that this program writes; every older one loads for ever.
pub const FORMAT: u32 = 1;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 8 << 20;

/// A scenario from the text of a file. What can be read may still be impossible: see [`check`](super::check()).
pub fn parse(text: &str) -> Result<Scenario, Problem> {
    #[derive(Deserialize)]
    struct Header {
        format: Option<u32>,
    }
    if text.len() as u64 > LARGEST_FILE {
        return Err(too_large(text.len() as u64));
    }
    // A file of another kind is told apart by its first line of defence: the number of its format.
    match serde_json::from_str::<Header>(text) {
        Ok(Header { format: Some(FORMAT) }) => {}
        Ok(Header { format: Some(newer) }) if newer > FORMAT => {
            return Err(
                Problem::new("format", format!("this file has format {newer}, this program reads up to {FORMAT}")).advise("open it with a newer Brainwright")
            );
        }
        Ok(Header { format: Some(older) }) => {
            return Err(Problem::new("format", format!("there never was a format {older}")).advise(format!("set it to {FORMAT}")));
        }
        Ok(Header { format: None }) => {
            return Err(Problem::new("format", "the number of the file's format is missing").advise(format!("add \"format\": {FORMAT}")));
        }
        Err(error) if error.is_syntax() || error.is_eof() => return Err(Problem::new("", said(&error))),
        Err(_) => {}
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let scenario: Scenario = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path.replace('[', ".").replace(']', "") };
        Problem::new(path, said(error.inner()))
    })?;
    deserializer.end().map_err(|error| Problem::new("", said(&error)))?;
    Ok(scenario)
}

/// The text of a scenario's file.
pub fn render(scenario: &Scenario) -> String {
    let mut text = serde_json::to_string_pretty(scenario).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a scenario.
pub fn read(path: &Path) -> Result<Scenario, Problem> {
    let refuse = |error: &io::Error| Problem::new("", format!("it cannot be read: {error}"));
    let file = fs::File::open(path).map_err(|error| refuse(&error))?;
    let size = file.metadata().map_err(|error| refuse(&error))?;
    if size.is_dir() {
        return Err(Problem::new("", "it is a folder").advise("name a file in it"));
    }
    if size.len() > LARGEST_FILE {
        return Err(too_large(size.len()));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|error| refuse(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::new("", "it is no text in UTF-8, so no scenario"))?;
    parse(&text)
}

/// Writes a scenario whole or not at all: beside its place, to the disk, and only then into its place.
pub fn write(scenario: &Scenario, path: &Path) -> io::Result<()> {
    write_with(path, |file| file.write_all(render(scenario).as_bytes()))
}

/// Writes any file whole or not at all; `content` writes it. If that fails, what was there before is untouched. A link stays a link; what is
/// no ordinary file (a device, a folder) is refused, since it cannot be replaced.
pub fn write_with(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let target = fs::canonicalize(path);
    let path = target.as_deref().unwrap_or(path);
    if fs::metadata(path).is_ok_and(|existing| !existing.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no ordinary file"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new().prefix(".brainwright-").tempfile_in(folder)?;
    {
        let mut buffered = io::BufWriter::new(beside.as_file_mut());
        content(&mut buffered)?;
        buffered.flush()?;
    }
    beside.as_file().sync_all()?;
    if let Ok(existing) = fs::metadata(path) {
        beside.as_file().set_permissions(existing.permissions())?;
    }
    beside.persist(path).map(drop).map_err(|error| error.error)
}

/// The JSON Schema of the format.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Scenario)).unwrap_or_default();
    text.push('\n');
    text
}

fn too_large(size: u64) -> Problem {
    Problem::new("", format!("it has {} MiB, a scenario has at most {}", size >> 20, LARGEST_FILE >> 20))
}

/// What serde says, without code's words.
fn said(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    for (code, words) in [("usize", "a whole number"), ("u64", "a whole number"), ("u32", "a whole number"), ("f64", "a number"), ("f32", "a number")] {
        text = text.replace(&format!("expected {code}"), &format!("expected {words}"));
    }
    if let Some((before, after)) = text.split_once("expected struct ") {
        text = format!("{before}expected an object{}", after.find(' ').map_or("", |end| &after[end..]));
    }
    text
}
