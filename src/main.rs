//! Arguments → window or command line; nothing else.

use brainwright::{app, cli};
use std::alloc::System;
use std::process::ExitCode;

/// Counts allocations, so that `bench` can say how many a tick makes.
#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<System> = &stats_alloc::INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    cli::main(cli::Window { open: app::open, frame_time: app::frame_time, allocations: || ALLOCATOR.stats().allocations })
}
