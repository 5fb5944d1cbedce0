//! Two codebooks on the page: pairs of codes with their quotes side by side.

use super::alignment::{AlignedCode, AlignedPair, Alignment, Match};
use super::page;
use super::quote::Quote;
use maud::{Markup, html};

/// The `at`-th alignment of the page.
pub(super) fn section(alignment: &Alignment, at: usize) -> Markup {
    html! {
        section id={ "pairs-" (at) } {
            h2 { bdi { (alignment.left) } " and " bdi { (alignment.right) } ": what resembles what" }
            p.note {
                "How to read it: the score joins the views named under it, each from 0 (unlike) to 1 (the same); under "
                (format!("{:.2}", alignment.threshold)) " nothing is claimed. A pair is a place to look, not a finding: read the quotes."
            }
            @if alignment.pairs.is_empty() { p.note { "No pair reaches the threshold." } }
            @for pair in &alignment.pairs { (article(pair)) }
            @if !(alignment.left_alone.is_empty() && alignment.right_alone.is_empty()) {
                h3 { "Nothing claimed" }
                div.sides {
                    (alone(&alignment.left, &alignment.left_alone))
                    (alone(&alignment.right, &alignment.right_alone))
                }
            }
        }
    }
}

fn article(pair: &AlignedPair) -> Markup {
    html! {
        article {
            div.score {
                b { (format!("{:.2}", pair.score)) }
                span { (said(pair.best)) }
                ul.views {
                    @for (name, value, _) in pair.views.views() {
                        li {
                            (name) " " (format!("{value:.2}")) " "
                            span.bar aria-hidden="true" { span style=(format!("width:{:.0}%", 100.0 * value)) {} }
                        }
                    }
                }
            }
            div.sides { (side(&pair.left, &pair.left_quotes)) (side(&pair.right, &pair.right_quotes)) }
            @if !pair.shared_words.is_empty() {
                p.shared dir="auto" { "Words their units share: " (pair.shared_words.join(", ")) }
            }
        }
    }
}

fn side(code: &AlignedCode, quotes: &[Quote]) -> Markup {
    html! {
        div {
            h4 dir="auto" { (code.name) " " small { (code.units) @if code.units == 1 { " unit" } @else { " units" } } }
            @if code.path != code.name { p.path dir="auto" { (code.path) } }
            @if !code.definition.is_empty() { p.definition dir="auto" { (code.definition) } }
            @if quotes.is_empty() { p.note { "No unit bears it." } }
            @if let Some((first, others)) = quotes.split_first() {
                (page::quote(first))
                @if !others.is_empty() {
                    details {
                        summary { (others.len()) " more" }
                        @for quote in others { (page::quote(quote)) }
                    }
                }
            }
        }
    }
}

fn said(best: Match) -> &'static str {
    match best {
        Match::Mutual => "each other’s best",
        Match::BestOfLeft => "best for the left",
        Match::BestOfRight => "best for the right",
        Match::Further => "further candidate",
    }
}

fn alone(study: &str, codes: &[AlignedCode]) -> Markup {
    html! {
        div {
            h4 dir="auto" { (study) }
            @if codes.is_empty() { p.note { "Every code has a partner." } }
            ul.alone { @for code in codes { li dir="auto" { (code.name) " " small { (code.units) } } } }
        }
    }
}
