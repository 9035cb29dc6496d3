//! Arguments → window or command line; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    brainwright::cli::main(brainwright::app::open)
}
