//! Arguments → window or command line; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    brainwright::cli::main(|_scenario, _path| Err("this program was built without one".to_owned()))
}
