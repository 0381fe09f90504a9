//! Fits the models of `config/known/evidence.toml` to weeks and to follow-ups, and says what those that were fitted
//! without a week make of it.

use std::collections::BTreeMap;

use dateline::clock::Timestamp;
use dateline::compare::{
    Closeness, FiledBefore, Grounds, Memory, Model, Models, Points, Profile, Remembered, Role,
    Studied, Subject, Verdict, judge, study, undated,
};

use super::logistic::{Case, fitted};
use super::points::{print_costs, scored};
use super::replay::{Replay, Visitor, grounds};
use super::score::{Figures, Miss};
use super::week::{Tells, Week};
use super::{follow_ups, seeds};
use dateline::extract::Article;
use dateline::id::{ItemId, StoryId};

/// How much smaller weights are preferred, by question.
const OF_TOPIC: f64 = 5.0;
const OF_PAIR: f64 = 3.0;
const OF_TELLING: f64 = 3.0;
/// What a first report counts beside another one: missing it costs most.
const FIRST: f64 = 2.0;
/// What a follow-up counts beside an item of a week, and the factor of one that is on no topic.
const FOLLOW_UP: f64 = 2.5;
const OTHER_TOPIC: f64 = 2.0;

/// What an item counts once more as if there were no other corpus.
const ALONE: f64 = 0.5;

/// The cases that one week, or the follow-ups, make.
#[derive(Default)]
struct Cases {
    at_home: Vec<Case>,
    abroad: Vec<Case>,
    together: Vec<Case>,
    pairs_at_home: Vec<Case>,
    pairs_abroad: Vec<Case>,
    tells: Vec<Case>,
    /// Of each text the signals beside each seed that may be meant, of which the likeliest decides.
    of_seeds: Vec<(Vec<Case>, bool)>,
}

impl Cases {
    /// Adds a case of a text's topic beside the seeds alone, to those of its language or to others.
    fn add_topic(&mut self, is_abroad: bool, case: Case) {
        let cases = if is_abroad { &mut self.abroad } else { &mut self.at_home };
        cases.push(case);
    }
}

/// Collects the cases of a week as it is judged with what is true standing in the memory.
struct Student<'a> {
    week: &'a Week,
    cases: Cases,
}

impl Student<'_> {
    fn is_on_topic(&self, item: &str, corpus: &str) -> bool {
        let truth = &self.week.truth[item];
        let own = truth.letter.map(|letter| self.week.corpora[&letter].as_str());
        own == Some(corpus) && truth.tells != Tells::Unrelated
    }
}

impl Visitor for Student<'_> {
    fn visit(
        &mut self,
        item: &str,
        studied: &Studied,
        verdict: &Verdict,
        names: &BTreeMap<ItemId, String>,
    ) {
        let truth = &self.week.truth[item];
        let is_first = self.week.first.values().any(|first| first == item);
        for (corpus, (is_abroad, signals)) in &studied.topics {
            let holds = self.is_on_topic(item, corpus);
            let counts = if holds && is_first { FIRST } else { 1.0 };
            let case = Case { signals: signals.clone(), holds, counts };
            self.cases.add_topic(*is_abroad, case);
            self.cases.together.extend(together(verdict, corpus, holds, counts));
        }
        let event = self.week.event(item);
        for (other, is_abroad, signals) in &studied.pairs {
            let other = &names[other];
            let holds = event.is_some() && event == self.week.event(other);
            let case = Case { signals: signals.clone(), holds, counts: 1.0 };
            if *is_abroad {
                self.cases.pairs_abroad.push(case);
            } else {
                self.cases.pairs_at_home.push(case);
            }
        }
        let Some(letter) = truth.letter.filter(|_| truth.tells != Tells::Unrelated) else { return };
        if truth.tells != Tells::SeedsEvent {
            let holds = matches!(truth.tells, Tells::Event(_));
            let signals = studied.tells[&self.week.corpora[&letter]].clone();
            self.cases.tells.push(Case { signals, holds, counts: 1.0 });
        }
        let holds = truth.tells == Tells::SeedsEvent;
        let of_seeds = &studied.of_seeds[&self.week.corpora[&letter]];
        let cases: Vec<Case> = of_seeds
            .iter()
            .map(|signals| Case { signals: signals.clone(), holds, counts: 1.0 })
            .collect();
        if !cases.is_empty() {
            self.cases.of_seeds.push((cases, holds));
        }
    }
}

/// What an article on anything else counts beside a corpus.
const ELSEWHERE: f64 = 1.0;

/// Adds the cases that articles on anything else make beside the corpora of a week.
fn add_elsewhere(
    cases: &mut Cases,
    week: &Week,
    models: &Models,
    articles: &[Article],
) -> anyhow::Result<()> {
    let grounds = grounds(week)?.weighing_by(models.clone());
    let (nothing, texts) = (Memory::default(), BTreeMap::new());
    let known = Remembered { settled: &nothing, pending: &nothing };
    let filed = FiledBefore { known, texts: &texts, now: week.steps[0] };
    for article in articles {
        let profile = Profile::new(article, &grounds.names);
        let subject = Subject::new(article, &profile);
        let studied = study(subject, filed, &grounds);
        let verdict = judge(subject, filed, &grounds, StoryId(1));
        for (corpus, (is_abroad, signals)) in studied.topics {
            let case = Case { signals, holds: false, counts: ELSEWHERE };
            cases.add_topic(is_abroad, case);
            cases.together.extend(together(&verdict, &corpus, false, ELSEWHERE));
        }
    }
    Ok(())
}

/// The cases of a text's topic with all that is known, as it was judged, and as if there were no other corpus.
fn together(verdict: &Verdict, corpus: &str, holds: bool, counts: f64) -> Vec<Case> {
    let on_topic = verdict.corpora.get(corpus).and_then(|beside| beside.on_topic.as_ref());
    let Some(weighing) = on_topic else { return Vec::new() };
    let signals: Vec<_> =
        weighing.signals.iter().map(|one| (leaked(&one.name), one.signal)).collect();
    let alone = signals.iter().map(|(name, signal)| match *name {
        "nearer than to another corpus" => (*name, 0.0),
        "no other corpus" => (*name, 1.0),
        _ => (*name, *signal),
    });
    let alone = Case { signals: alone.collect(), holds, counts: counts * ALONE };
    vec![Case { signals, holds, counts }, alone]
}

/// The cases that the follow-ups of a corpus make, but for those with all that is known.
fn of_follow_ups(corpus: &follow_ups::Corpus) -> Cases {
    let mut cases = Cases::default();
    let (nothing, texts) = (Memory::default(), BTreeMap::new());
    let known = Remembered { settled: &nothing, pending: &nothing };
    let filed = FiledBefore { known, texts: &texts, now: later() };
    for one in &corpus.follow_ups {
        let profile = Profile::new(&one.article, &corpus.grounds.names);
        let subject = Subject::new(&one.article, &profile);
        let studied = study(subject, filed, &corpus.grounds);
        let Some((is_off, counts)) = on_topic(one) else { continue };
        for (is_abroad, signals) in studied.topics.into_values() {
            cases.add_topic(is_abroad, Case { signals, holds: !is_off, counts });
        }
        if is_off || one.expected.closeness.len() != 1 {
            continue;
        }
        let is_of_seed = one.expected.closeness.contains(&Closeness::SameStory);
        let is_news = one.expected.new_event.filter(|_| !is_of_seed).or(is_of_seed.then_some(true));
        if let Some(holds) = is_news {
            let signals = studied.tells.into_values().next().unwrap_or_default();
            cases.tells.push(Case { signals, holds, counts: 1.0 });
        }
    }
    cases.of_seeds.extend(of_events(corpus));
    cases
}

/// The factor of what a follow-up counts where all that is known is weighed: nothing was seen before it.
const TOGETHER: f64 = 0.3;

/// Whether a follow-up is on no topic, and what it counts; none where that may be seen either way.
fn on_topic(one: &follow_ups::FollowUp) -> Option<(bool, f64)> {
    let is_off = one.expected.closeness.contains(&Closeness::Unrelated);
    let is_sure = one.expected.closeness.len() == 1;
    let counts = if is_off { FOLLOW_UP * OTHER_TOPIC } else { FOLLOW_UP };
    (!is_off || is_sure).then_some((is_off, counts))
}

/// A moment after all follow-ups.
fn later() -> Timestamp {
    "2026-12-01T00:00:00Z".parse().expect("a moment")
}

/// The cases with all that is known that the follow-ups of a corpus make, judged by models that have not seen them: beside
/// all seeds, and beside some of them.
fn of_follow_ups_together(corpus: &follow_ups::Corpus, models: &Models) -> Vec<Case> {
    let (nothing, texts) = (Memory::default(), BTreeMap::new());
    let known = Remembered { settled: &nothing, pending: &nothing };
    let filed = FiledBefore { known, texts: &texts, now: later() };
    let mut cases = Vec::new();
    for (grounds, share) in subsets(corpus) {
        let grounds = grounds.weighing_by(models.clone());
        for one in &corpus.follow_ups {
            let Some((is_off, counts)) = on_topic(one) else { continue };
            let profile = Profile::new(&one.article, &grounds.names);
            let verdict = judge(Subject::new(&one.article, &profile), filed, &grounds, StoryId(1));
            cases.extend(together(&verdict, &corpus.name, !is_off, counts * share * TOGETHER));
        }
    }
    cases
}

/// What a text counts in the fit of the seeds' event: beside all seeds of its corpus, beside one alone, and beside all but
/// one: the same text is not much more evidence five times.
const BESIDE_ALL: f64 = 1.0;
const BESIDE_ONE: f64 = 0.3;
const WITHOUT_ONE: f64 = 0.15;
/// The factor of what all these count beside the items of weeks, which tell the seeds' event seldom.
const OF_EVENT: f64 = 5.0;
/// The factor of what a text counts once more as if nothing were known of days.
const WITHOUT_DAYS: f64 = 0.4;
/// How many seeds of a corpus, from the first, report one event; what is behind them may be background.
const REPORTS: usize = 3;

/// The cases of the seeds' event that the follow-ups of a corpus make, and its seeds beside each other.
fn of_events(corpus: &follow_ups::Corpus) -> Vec<(Vec<Case>, bool)> {
    let (nothing, texts) = (Memory::default(), BTreeMap::new());
    let known = Remembered { settled: &nothing, pending: &nothing };
    let filed = FiledBefore { known, texts: &texts, now: later() };
    let of_seeds = |article: &Article, grounds: &Grounds| -> Vec<_> {
        let profile = Profile::new(article, &grounds.names);
        let studied = study(Subject::new(article, &profile), filed, grounds);
        studied.of_seeds.into_values().flatten().collect()
    };
    let mut cases = Vec::new();
    let mut add = |signals: Vec<_>, holds, counts| {
        let of = |signals| Case { signals, holds, counts: counts * OF_EVENT };
        if !signals.is_empty() {
            cases.push((signals.into_iter().map(of).collect(), holds));
        }
    };
    let subsets = subsets(corpus);
    for (grounds, counts) in &subsets {
        for one in &corpus.follow_ups {
            let may_be = |closeness| one.expected.closeness.contains(&closeness);
            let answers = one.expected.closeness.len();
            let holds = may_be(Closeness::SameStory);
            if (holds && answers > 1) || (may_be(Closeness::Unrelated) && answers == 1) {
                continue;
            }
            let signals = of_seeds(&one.article, grounds);
            if answers == 1 {
                add(signals.iter().cloned().map(undated).collect(), holds, counts * WITHOUT_DAYS);
            }
            add(signals, holds, *counts);
        }
    }
    let reports = corpus.grounds.corpora[0].seeds.iter().filter(|seed| seed.role == Role::Event);
    for report in reports.take(REPORTS) {
        let alone = subsets.iter().filter(|(grounds, _)| grounds.corpora[0].seeds.len() == 1);
        for (grounds, _) in
            alone.filter(|(of, _)| of.corpora[0].seeds[0].file != report.file).take(REPORTS)
        {
            add(of_seeds(&report.article, grounds), true, BESIDE_ALL);
        }
    }
    cases
}

/// The seeds of a corpus as grounds of their own, each with what a text counts beside it: all of them; each alone that
/// tells an event; all but one.
fn subsets(corpus: &follow_ups::Corpus) -> Vec<(Grounds, f64)> {
    let all = &corpus.grounds.corpora[0].seeds;
    let of = |kept: &dyn Fn(usize) -> bool| {
        let kept = all.iter().enumerate().filter(|(at, _)| kept(*at));
        let kept = kept.map(|(_, seed)| (seed.file.clone(), seed.article.clone())).collect();
        seeds::corpus(&corpus.name, kept, corpus.grounds.names.clone())
    };
    let mut subsets = vec![(of(&|_| true), BESIDE_ALL)];
    if all.len() > 1 {
        let events = all.iter().enumerate().filter(|(_, seed)| seed.role == Role::Event);
        subsets.extend(events.map(|(one, _)| (of(&|at| at == one), BESIDE_ONE)));
        subsets.extend((0..all.len()).map(|one| (of(&|at| at != one), WITHOUT_ONE)));
    }
    subsets
}

/// The models fitted to cases; those of the topic with all that is known from `together`, which rest on models that have
/// not seen the week.
fn models(of: &[&Cases]) -> Models {
    let all = |cases: fn(&Cases) -> &Vec<Case>| -> Vec<&Case> {
        of.iter().flat_map(|one| cases(one)).collect()
    };
    Models {
        points: Points::default(),
        topic_at_home: fitted(&all(|cases| &cases.at_home), OF_TOPIC),
        topic_abroad: fitted(&all(|cases| &cases.abroad), OF_TOPIC),
        topic: fitted(&all(|cases| &cases.together), OF_PAIR),
        event_of_seed: of_likeliest(&of.iter().flat_map(|one| &one.of_seeds).collect::<Vec<_>>()),
        tells: fitted(&all(|cases| &cases.tells), OF_TELLING),
        event_at_home: fitted(&all(|cases| &cases.pairs_at_home), OF_PAIR),
        event_abroad: fitted(&all(|cases| &cases.pairs_abroad), OF_PAIR),
    }
}

/// How often the likeliest seed of each case is chosen anew.
const CHOICES: usize = 5;

fn of_likeliest(cases: &[&(Vec<Case>, bool)]) -> Model {
    let mut model = Model::default();
    for _ in 0..CHOICES {
        let likeliest = |of: &'_ Vec<Case>| {
            let odds = |case: &Case| model.log_odds(&case.signals);
            (0..of.len()).max_by(|a, b| odds(&of[*a]).total_cmp(&odds(&of[*b]))).unwrap_or_default()
        };
        let chosen: Vec<&Case> = cases.iter().map(|(of, _)| &of[likeliest(of)]).collect();
        model = fitted(&chosen, OF_PAIR);
    }
    model
}

/// A name of a signal for as long as the program runs: there are some hundred.
fn leaked(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}

/// The figures of a week, and what came out otherwise.
pub type Scored = (Figures, Vec<Miss>);

/// Fits the models to weeks, follow-ups and articles on anything else, and gives them with the figures of each week by
/// models that were fitted without it; prints what operating points cost where that is asked for.
///
/// # Errors
/// When a week cannot be read.
pub fn fit(
    weeks: &[Week],
    follow_ups: &[follow_ups::Corpus],
    elsewhere: &[Article],
    with_costs: bool,
) -> anyhow::Result<(Models, Vec<Scored>)> {
    let fitted_to: Vec<&follow_ups::Corpus> =
        follow_ups.iter().filter(|corpus| !corpus.is_held_out).collect();
    let mut of_follow_ups: Vec<Cases> =
        fitted_to.iter().map(|corpus| of_follow_ups(corpus)).collect();
    let studied = |week: &Week, models: &Models| -> anyhow::Result<Cases> {
        let mut student = Student { week, cases: Cases::default() };
        Replay::with(week, models.clone(), Some(&mut student))?;
        add_elsewhere(&mut student.cases, week, models, elsewhere)?;
        Ok(student.cases)
    };
    let first: Vec<Cases> =
        weeks.iter().map(|week| studied(week, Models::known())).collect::<anyhow::Result<_>>()?;
    for (at, corpus) in fitted_to.iter().enumerate() {
        let models = models(&all_but(&of_follow_ups, at).chain(&first).collect::<Vec<_>>());
        let models = Models { topic: Model::default(), ..models };
        of_follow_ups[at].together = of_follow_ups_together(corpus, &models);
    }
    let but = |cases: &[Cases], left_out: usize| {
        models(&all_but(cases, left_out).chain(&of_follow_ups).collect::<Vec<_>>())
    };
    // with models of the topic alone that have not seen the week
    let mut second = Vec::new();
    for (at, week) in weeks.iter().enumerate() {
        second.push(studied(week, &Models { topic: Model::default(), ..but(&first, at) })?);
    }
    let without: Vec<(&Week, Models)> =
        weeks.iter().enumerate().map(|(at, week)| (week, but(&second, at))).collect();
    if with_costs {
        print_costs(&without)?;
    }
    let mut figures = Vec::new();
    for (week, models) in without {
        figures.push(scored(week, &Replay::with(week, models, None)?));
    }
    let all: Vec<&Cases> = second.iter().chain(&of_follow_ups).collect();
    Ok((models(&all), figures))
}

/// All cases but those at one place.
fn all_but(cases: &[Cases], left_out: usize) -> impl Iterator<Item = &Cases> {
    let others = cases.iter().enumerate().filter(move |(at, _)| *at != left_out);
    others.map(|(_, cases)| cases)
}
