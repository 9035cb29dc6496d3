//! How an area stands, in words: what keeps it from learning, what of it learns all the same, and what it cannot hear.

use super::theme::Palette;
use crate::engine::report::{AreaState, Rest};
use crate::scenario::only_measured;
use egui::Color32;

/// What is to be said about how an area learns, and in which ink; `None` where there is nothing out of the ordinary.
pub(super) fn remark(state: &AreaState, palette: &Palette) -> Option<(String, Color32)> {
    match (&state.idle, state.beside) {
        (Some(idle), None) => Some(match state.rest {
            Rest::Unmeant => (format!("Not learning: {idle}"), palette.error),
            Rest::Planned => (format!("At rest: {idle}"), palette.teach),
            Rest::Borrower => (format!("A borrower: {idle}"), palette.faint),
        }),
        (Some(idle), Some(beside)) => Some((format!("Only {beside} ({idle})"), palette.teach)),
        (None, _) => only_measured(&state.unheard).map(|costs| (format!("Hears no cost: {costs}"), palette.teach)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::DARK;

    #[test]
    fn what_is_said_is_red_only_where_nothing_learns_although_nobody_said_so() {
        let said = |idle: Option<&str>, beside, unheard: &[&str]| {
            let state =
                AreaState { idle: idle.map(str::to_owned), beside, unheard: unheard.iter().map(|&cost| cost.to_owned()).collect(), ..AreaState::default() };
            remark(&state, &DARK)
        };
        assert_eq!(said(None, Some("its interneurons learn"), &[]), None);
        assert_eq!(said(Some("its learning rate is 0"), None, &[]), Some(("Not learning: its learning rate is 0".to_owned(), DARK.error)));
        let meant = |rest| remark(&AreaState { idle: Some("its learning rate is 0".to_owned()), rest, ..AreaState::default() }, &DARK);
        assert_eq!(meant(Rest::Planned), Some(("At rest: its learning rate is 0".to_owned(), DARK.teach)));
        assert_eq!(meant(Rest::Borrower), Some(("A borrower: its learning rate is 0".to_owned(), DARK.faint)));
        let only = "Only its interneurons learn (its learning rate is 0)".to_owned();
        assert_eq!(said(Some("its learning rate is 0"), Some("its interneurons learn"), &[]), Some((only, DARK.teach)));
        assert_eq!(said(None, None, &["a", "b"]), Some(("Hears no cost: a and b are only measured".to_owned(), DARK.teach)));
    }
}
