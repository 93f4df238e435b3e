//! What comes out in every case that is open: a tree that forks only where something turns on it.

use super::Clause;
use super::regime::World;

/// The deepest a tree grows. Beyond that an answer would be unreadable, and is given as unknown.
const MAX_DEPTH: usize = 40;

/// What comes out, by what is open.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree<T> {
    Leaf(T),
    Fork { leaf: Clause, yes: Box<Tree<T>>, no: Box<Tree<T>> },
}

/// An open leaf, and whether it is taken to hold.
pub(super) type Step = (Clause, bool);

/// What is taken to be so, and what not.
pub(super) type Path = Vec<Step>;

/// Is shown every answer and the way to it.
type Visitor<'v, T> = dyn FnMut(&[Step], &T) + 'v;

/// Asks `ask` in every case that it turns on.
pub(super) fn decide<'r, T: Clone + PartialEq>(
    world: &World<'r>,
    ask: &dyn Fn(&World<'r>) -> Result<T, Clause>,
) -> Tree<T> {
    grow(world, ask, 0)
}

fn grow<'r, T: Clone + PartialEq>(
    world: &World<'r>,
    ask: &dyn Fn(&World<'r>) -> Result<T, Clause>,
    depth: usize,
) -> Tree<T> {
    let leaf = match ask(world) {
        Ok(answer) => return Tree::Leaf(answer),
        Err(leaf) => leaf,
    };
    assert!(depth < MAX_DEPTH, "no rule asks more than {MAX_DEPTH} open questions");
    let yes = grow(&world.narrowed(&leaf, true), ask, depth + 1);
    let no = grow(&world.narrowed(&leaf, false), ask, depth + 1);
    join(leaf, yes, no)
}

fn join<T: PartialEq>(leaf: Clause, yes: Tree<T>, no: Tree<T>) -> Tree<T> {
    if yes == no { yes } else { Tree::Fork { leaf, yes: Box::new(yes), no: Box::new(no) } }
}

impl<T: Clone + PartialEq> Tree<T> {
    /// The same tree over what `f` makes of its answers; forks that no longer matter go.
    pub(super) fn map<U: PartialEq>(&self, f: &dyn Fn(&T) -> U) -> Tree<U> {
        match self {
            Self::Leaf(answer) => Tree::Leaf(f(answer)),
            Self::Fork { leaf, yes, no } => join(leaf.clone(), yes.map(f), no.map(f)),
        }
    }

    /// Calls `visit` with every answer and the way to it.
    pub(super) fn leaves(&self, visit: &mut Visitor<'_, T>) {
        self.visit(&mut Vec::new(), visit);
    }

    fn visit(&self, path: &mut Path, visit: &mut Visitor<'_, T>) {
        match self {
            Self::Leaf(answer) => visit(path, answer),
            Self::Fork { leaf, yes, no } => {
                for (way, holds) in [(yes, true), (no, false)] {
                    path.push((leaf.clone(), holds));
                    way.visit(path, visit);
                    path.pop();
                }
            }
        }
    }

    /// The answer, if it is the same in every case.
    pub(super) fn certain(&self) -> Option<&T> {
        match self {
            Self::Leaf(answer) => Some(answer),
            Self::Fork { .. } => None,
        }
    }

    /// The distinct answers, each with the ways to it, in order of appearance.
    pub(super) fn cases(&self) -> Vec<(T, Vec<Path>)> {
        let mut cases: Vec<(T, Vec<Path>)> = Vec::new();
        self.leaves(&mut |path, answer| match cases.iter_mut().find(|(known, _)| known == answer) {
            Some((_, paths)) => paths.push(path.to_vec()),
            None => cases.push((answer.clone(), vec![path.to_vec()])),
        });
        cases
    }

    /// Every leaf that the answer turns on.
    pub(super) fn forks(&self) -> Vec<&Clause> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'t>(&'t self, found: &mut Vec<&'t Clause>) {
        if let Self::Fork { leaf, yes, no } = self {
            if !found.contains(&leaf) {
                found.push(leaf);
            }
            yes.collect(found);
            no.collect(found);
        }
    }
}
