//! Live blogs: pages of many posts, each with its time, that are read post by post.
//!
//! For pages that declare themselves `LiveBlogPosting`, and for those that are built like one: the
//! page's headline stands above elements that are alike, most of them with a time and a heading,
//! and hold most of what the page says. Boilerplate removers take the longest post for the article.
//!
//! # Limits
//! A live blog that is not declared is not known without headings. Posts that the page would load
//! later are read only where JSON-LD has them.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::ElementRef;

use crate::extract::declared::Declared;
use crate::extract::layout::blocks::Line;
use crate::extract::layout::boxes::{self, Boxes};
use crate::extract::layout::pieces::{self, Timed};
use crate::extract::layout::printed::Printed;
use crate::extract::phrases::furniture;
use crate::extract::phrases::prose::Or;

/// Posts of a live blog that is declared, at least.
const DECLARED: usize = 2;
/// Posts of a live blog that is not declared, at least.
const BUILT: usize = 4;
/// Times that a post prints: when it was written and when it was changed. What readers may comment
/// on has more.
const TIMES: usize = 2;
/// At most one in so many posts has no time.
const UNTIMED: usize = 5;
/// Tenths of the page's prose that the posts of a declared live blog hold, at least.
const SHARE_DECLARED: usize = 4;
/// Tenths of the page's prose that the posts of another live blog hold, at least.
const SHARE_BUILT: usize = 7;
/// Posts in which a line that says the same is a button or a reporter's name.
const SAME: usize = 2;
/// Bytes of such a line.
const SHORT: usize = 60;

/// What posts of one kind have in common: their name and classes, or what they stand in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Kind {
    /// The name of the element.
    element: String,
    /// The words of its classes.
    words: Vec<String>,
    /// What it stands in, if it has no class.
    within: Option<NodeId>,
}

struct Posts<'a> {
    kind: Kind,
    all: Vec<ElementRef<'a>>,
    /// Bytes of prose in each, and whether it has a heading of its own.
    prose: HashMap<NodeId, usize>,
    headed: HashSet<NodeId>,
    /// Posts that hold others of their kind.
    outer: HashSet<NodeId>,
    /// The first line in one of them.
    first: usize,
}

impl Posts<'_> {
    fn of(kind: Kind, first: usize) -> Self {
        Self {
            kind,
            all: Vec::new(),
            prose: HashMap::new(),
            headed: HashSet::new(),
            outer: HashSet::new(),
            first,
        }
    }
}

/// The lines of a live blog, those that sum it up before those of its posts; none on other pages.
#[must_use]
pub fn read(page: &Declared<'_>, printed: &Printed<'_>, boxes: &Boxes) -> Option<Vec<usize>> {
    let is_declared = page.json_ld.is_live_blog();
    let timed = Timed::of(page.page, printed);
    if timed.times < if is_declared { DECLARED } else { BUILT } {
        return None;
    }
    let prose: Vec<usize> = printed
        .lines
        .iter()
        .map(|line| if line.is_prose(Or::Label) { line.text.len() } else { 0 })
        .collect();
    let outside = boxes.outside(&prose);
    let all: usize = (0..prose.len()).filter(|at| !outside[*at]).map(|at| prose[at]).sum();
    let head = boxes.headline();
    let share = |posts: &Posts<'_>| posts.prose.values().sum::<usize>() * 10 / all.max(1);
    let is_live = |posts: &Posts<'_>| {
        let count = posts.all.len();
        let are_timed =
            posts.all.iter().filter(|post| !timed.has(**post)).count() * UNTIMED <= count;
        let is_within = |head: usize| {
            pieces::around(printed.lines[head].block).any(|element| kind(element) == posts.kind)
        };
        let is_below_head = head.map_or(is_declared, |head| head < posts.first && !is_within(head));
        let are_told = if is_declared {
            count >= DECLARED && share(posts) >= SHARE_DECLARED
        } else {
            count >= BUILT
                && share(posts) >= SHARE_BUILT
                && posts.headed.len() * 2 >= count
                && timed.times <= count * TIMES
        };
        are_timed && is_below_head && are_told && !posts.all.iter().any(|post| is_of_readers(*post))
    };
    let posts = gathered(printed, &prose, &outside)
        .into_iter()
        .filter(is_live)
        .max_by_key(|posts| (share(posts), posts.all.len()))?;
    let summary =
        summary(printed, &outside, head.map_or(posts.first, |head| head + 1)..posts.first);
    Some(summary.into_iter().chain(lines(printed, &outside, &posts)).collect())
}

/// What is alike on the page, kind by kind.
fn gathered<'a>(printed: &Printed<'a>, prose: &[usize], outside: &[bool]) -> Vec<Posts<'a>> {
    let mut kinds: HashMap<NodeId, Kind> = HashMap::new();
    let mut gathered: HashMap<Kind, Posts<'a>> = HashMap::new();
    for at in (0..prose.len()).filter(|at| !outside[*at]) {
        let line = &printed.lines[at];
        let mut inner: HashSet<&Kind> = HashSet::new();
        let around: Vec<ElementRef<'a>> = pieces::around(line.block)
            .take_while(|element| !matches!(element.value().name(), "body" | "main" | "html"))
            .collect();
        for element in &around {
            kinds.entry(element.id()).or_insert_with(|| kind(*element));
        }
        for element in &around {
            let kind = &kinds[&element.id()];
            let posts = gathered.entry(kind.clone()).or_insert_with(|| Posts::of(kind.clone(), at));
            if !inner.insert(kind) {
                posts.outer.insert(element.id());
                continue;
            }
            let own = posts.prose.entry(element.id()).or_insert_with(|| {
                posts.all.push(*element);
                0
            });
            *own += prose[at];
            if boxes::is_heading(line)
                && line.linked * 2 <= line.text.len()
                && element.id() != line.block.id()
            {
                posts.headed.insert(element.id());
            }
        }
    }
    let mut gathered: Vec<Posts<'a>> = gathered.into_values().collect();
    // in the page's order: of two kinds that hold the same, every run takes the same
    gathered.sort_by(|a, b| (a.first, &a.kind).cmp(&(b.first, &b.kind)));
    for posts in &mut gathered {
        let (prose, outer) = (&mut posts.prose, &posts.outer);
        prose.retain(|id, bytes| *bytes > 0 && !outer.contains(id));
        posts.all.retain(|post| prose.contains_key(&post.id()));
        posts.headed.retain(|id| prose.contains_key(id));
    }
    gathered
}

fn kind(element: ElementRef<'_>) -> Kind {
    let words = pieces::kind(element);
    let within = if words.is_empty() { element.parent().map(|parent| parent.id()) } else { None };
    Kind { element: element.value().name().to_owned(), words, within }
}

/// Whether a post is a reader's comment: these have times too.
fn is_of_readers(post: ElementRef<'_>) -> bool {
    let names = |element: ElementRef<'_>| {
        let names = ["class", "id"].into_iter().filter_map(|name| element.attr(name));
        names.filter_map(furniture::box_name).any(|name| furniture::is_tail_mark(&name))
    };
    pieces::around(post).any(names)
}

/// The lines between the headline and the first post: the state of things, in sentences.
fn summary(printed: &Printed<'_>, outside: &[bool], between: std::ops::Range<usize>) -> Vec<usize> {
    let mut kept = Vec::new();
    for at in between.filter(|at| !outside[*at]).rev() {
        let line = &printed.lines[at];
        if line.is_prose(Or::Label)
            || (boxes::is_heading(line) && line.linked == 0 && !kept.is_empty())
        {
            kept.push(at);
        }
    }
    kept.reverse();
    kept
}

/// The lines of the posts, each once.
fn lines(printed: &Printed<'_>, outside: &[bool], posts: &Posts<'_>) -> Vec<usize> {
    let post_of = |at: usize| {
        pieces::around(printed.lines[at].block)
            .find(|element| posts.prose.contains_key(&element.id()))
            .map(|post| post.id())
    };
    let own: Vec<(usize, NodeId)> =
        (0..printed.lines.len()).filter_map(|at| Some((at, post_of(at)?))).collect();
    let mut said: HashMap<&str, HashSet<NodeId>> = HashMap::new();
    for (at, post) in own.iter().filter(|(at, _)| printed.lines[*at].text.len() <= SHORT) {
        said.entry(&printed.lines[*at].text).or_default().insert(*post);
    }
    let is_of_text = |line: &Line<'_>| {
        let is_same = said.get(line.text.as_str()).is_some_and(|posts| posts.len() > SAME);
        line.linked * 2 <= line.text.len()
            && !pieces::is_clock(&line.text)
            && !is_same
            && !furniture::is_caption(&line.text)
    };
    let own: Vec<(usize, NodeId)> = own
        .into_iter()
        .filter(|(at, _)| !outside[*at] && is_of_text(&printed.lines[*at]))
        .collect();
    // a post that is pinned is printed twice
    let mut seen: HashSet<&str> = HashSet::new();
    let own: Vec<(usize, NodeId)> = own
        .into_iter()
        .filter(|(at, _)| {
            printed.lines[*at].text.len() <= SHORT || seen.insert(&printed.lines[*at].text)
        })
        .collect();
    let mut lines = Vec::new();
    let mut followed = None;
    for (at, post) in own.iter().rev() {
        if !boxes::is_heading(&printed.lines[*at]) {
            followed = Some(post);
            lines.push(*at);
        } else if followed == Some(post) {
            lines.push(*at);
        }
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::page::Page;

    const LIVE: &str = "<script type='application/ld+json'>{\"@type\":\"LiveBlogPosting\",\
        \"headline\":\"Storm over Velda\"}</script>";
    const POSTS: [(&str, &str, &str); 4] = [
        (
            "21:30",
            "We are closing for the night",
            "The wind has fallen to seven, and the pilots have gone home.",
        ),
        (
            "18:10",
            "Lamps of the old quay are gone",
            "The last of the nine lamps fell into the water shortly before six.",
        ),
        (
            "14:45",
            "Night ferry turns back",
            "It has turned back to Harn with 180 passengers on board.",
        ),
        ("06:05", "Good morning", "We report here through the day, says Ada Brandt."),
    ];

    /// A page of the posts, each as `post` has it.
    fn posts(post: &str) -> String {
        POSTS.iter().enumerate().fold(String::new(), |mut page, (number, (time, heading, text))| {
            let post = post
                .replace("TIME", time)
                .replace("HEADING", heading)
                .replace("TEXT", text)
                .replace("NUMBER", &number.to_string());
            write!(page, "{post}").unwrap();
            page
        })
    }

    fn of(page: &str) -> Option<Vec<String>> {
        let page = Page::parse(
            format!("<main>{page}</main>"),
            "https://harbour.example/storm".parse().unwrap(),
        );
        let declared = Declared::of(&page);
        let printed = Printed::of(&declared.lines);
        let lines =
            read(&declared, &printed, &Boxes::of(&page, &printed, Some("Storm over Velda")))?;
        Some(lines.into_iter().map(|at| printed.lines[at].text.clone()).collect())
    }

    /// Whether every post was read, with its heading and nothing else.
    #[track_caller]
    fn check(page: &str, is_live: bool) {
        let whole: Vec<String> = POSTS
            .iter()
            .flat_map(|(_, heading, text)| [(*heading).to_owned(), (*text).to_owned()])
            .collect();
        assert_eq!(of(page), is_live.then_some(whole));
    }

    #[test]
    fn posts_are_read_however_they_are_built() {
        let head = "<h1>Storm over Velda</h1>";
        for post in [
            "<article><time>TIME</time><h2>HEADING</h2><p class=by>Ana Roe</p><p>TEXT</p><div \
                class=share><a href=#>Mail</a></div></article>",
            "<div class='post post-NUMBER' \
                id=pNUMBER><span>TIME</span><h3>HEADING</h3><p>TEXT</p><ul><li><a \
                href=#>Copy</a><li><a href=#>Mail</a></ul></div>",
            "<div class=post><h4>HEADING</h4><div class='text-NUMBER'><p>TEXT</p></div><p>Updated \
                at TIME</p></div>",
        ] {
            check(&format!("{head}{}", posts(post)), true);
            check(&format!("{LIVE}<article>{head}{}</article>", posts(post)), true);
        }
        check(
            &format!(
                "{head}<ol>{}</ol>",
                posts("<li><time>TIME</time><h3>HEADING</h3><div>TEXT</div>")
            ),
            true,
        );
        // headings of the first rank, where the page says what it is
        check(
            &format!(
                "{LIVE}{head}{}",
                posts("<article><time>TIME</time><h1>HEADING</h1><p>TEXT</p></article>")
            ),
            true,
        );
    }

    #[test]
    fn what_sums_a_live_blog_up_leads_it_and_a_pinned_post_is_told_once() {
        let post = "<article class=post><time>TIME</time><h2>HEADING</h2><p>TEXT</p></article>";
        let (time, heading, text) = POSTS[3];
        let pinned = post
            .replace("TIME", time)
            .replace("HEADING", heading)
            .replace("TEXT", &format!("{text} {text}"));
        let page = format!(
            "<h1>Storm over Velda</h1><h2>What we know</h2><ul><li>Nobody was hurt in the storm, \
                they say.<li><a href=#>Ferries</a></ul>{pinned}{}{pinned}",
            posts(post)
        );
        let read = of(&page).unwrap();
        assert_eq!(read[..2], ["What we know", "Nobody was hurt in the storm, they say."]);
        assert_eq!(
            read.iter().filter(|line| line.starts_with(&format!("{text} {text}"))).count(),
            1
        );
    }

    #[test]
    fn pages_with_other_things_that_are_alike_are_no_live_blogs() {
        let post = "<div class=post><time>TIME</time><h2>HEADING</h2><p>TEXT</p></div>";
        // articles one below the other, of which the first is the page's
        check(
            &format!(
                "<div class=post><time>22:00</time><h1>Storm over Velda</h1><p>The storm over \
                    Velda is over.</p></div>{}",
                posts(post)
            ),
            false,
        );
        let head = "<h1>Storm over Velda</h1>";
        // other articles, and comments
        check(
            &format!(
                "{head}{}",
                posts(
                    "<div class=post><time>TIME</time><h2><a \
                        href=/NUMBER>HEADING</a></h2><p>TEXT</p></div>"
                )
            ),
            false,
        );
        check(&format!("{head}<div class=comments>{}</div>", posts(post)), false);
        check(
            &format!("{head}{}", posts("<div class=post><time>TIME</time><p>TEXT</p></div>")),
            false,
        );
        check(
            &format!(
                "{head}{}",
                posts(&post.replace(
                    "TEXT",
                    "TEXT</p><i>Ann, 09:10</i><p>No.<i>Bo, 09:20</i><p>So.<i>Cy, 09:30</i>"
                ))
            ),
            false,
        );
        // below an article
        check(
            &format!(
                "{head}<p>{}</p>{}",
                "The storm has cost the county forty million crowns. ".repeat(8),
                posts(post)
            ),
            false,
        );
    }
}
