//! Work over many rows on one pool: fixed blocks of rows, private tables for sums, ordered results.
//!
//! This is the one user of rayon, and the one place where code is chosen by the machine's vector instructions
//! ([`Pool::sweep`]). Results never depend on the number of threads: a block sees only its own rows,
//! sums go into whole-valued private tables that are merged at the end, and lists come back in block order.

mod columns;

pub use columns::Columns;

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Rows per block. Fixed, so that block boundaries do not depend on the number of threads.
pub const BLOCK: usize = 4096;

/// A pool of worker threads; with one thread everything runs on the caller's.
pub struct Pool {
    threads: usize,
    pool: Option<rayon::ThreadPool>,
}

/// The pool could not start its threads.
#[derive(Debug)]
pub struct PoolError(String);

impl std::fmt::Display for PoolError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "could not start the worker threads: {}; try a smaller --threads", self.0)
    }
}

impl std::error::Error for PoolError {}

impl Pool {
    /// A pool of `threads` workers; 0 takes one per core.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn new(threads: usize) -> Result<Self, PoolError> {
        let threads = if threads == 0 {
            std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
        } else {
            threads
        };
        let pool = if threads == 1 {
            None
        } else {
            let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            Some(built.map_err(|error| PoolError(error.to_string()))?)
        };
        Ok(Self { threads, pool })
    }

    /// Number of workers.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Calls `work(table, first_row, block)` once for each block of `columns`. The table is the worker's own one
    /// of `tables`; which blocks meet which table depends on scheduling, so only whole numbers may be added there.
    pub fn blocks<C: Columns, W: Send>(
        &self,
        columns: C,
        tables: &Private<W>,
        work: impl Fn(&mut W, usize, C) + Sync,
    ) {
        match &self.pool {
            None => run(columns, 0, &|first, block| work(&mut tables.mine(), first, block), None),
            Some(pool) => pool.install(|| {
                let leaf = |first, block| work(&mut tables.mine(), first, block);
                run(columns, 0, &leaf, Some(()));
            }),
        }
    }

    /// As [`Pool::blocks`], for the walks over all firms: `kernel` is compiled twice, for every machine and for those with
    /// AVX2, and the machine decides at run time. Both give the same bits: no operation is fused or reordered.
    pub fn sweep<C: Columns, W: Send>(&self, kernel: &impl Kernel<W, C>, columns: C, tables: &Private<W>) {
        let arch = pulp::Arch::new();
        let leaf = |first, block| {
            let table = &mut *tables.mine();
            arch.dispatch(Leaf { kernel, table, first, block });
        };
        match &self.pool {
            None => run(columns, 0, &leaf, None),
            Some(pool) => pool.install(|| run(columns, 0, &leaf, Some(()))),
        }
    }

    /// Calls `work(first_row, block)` once for each block and returns the results in block order.
    pub fn collect<C: Columns, R: Send>(&self, columns: C, work: impl Fn(usize, C) -> R + Sync) -> Vec<R> {
        let blocks = columns.rows().div_ceil(BLOCK);
        let results: Vec<Mutex<Option<R>>> = (0..blocks).map(|_| Mutex::new(None)).collect();
        let leaf = |first: usize, block: C| {
            let result = work(first, block);
            *lock(&results[first / BLOCK]) = Some(result);
        };
        match &self.pool {
            None => run(columns, 0, &leaf, None),
            Some(pool) => pool.install(|| run(columns, 0, &leaf, Some(()))),
        }
        results
            .into_iter()
            .filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect()
    }

    /// Calls `work(n)` once for each of `count` jobs and returns the results in order. For jobs that are few and long,
    /// such as whole runs; a job must not use this pool itself.
    pub fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Sync + Send) -> Vec<R> {
        match &self.pool {
            None => (0..count).map(work).collect(),
            Some(pool) => pool.install(|| (0..count).into_par_iter().with_max_len(1).map(work).collect()),
        }
    }
}

/// The work of a sweep on one block.
pub trait Kernel<W, C>: Sync {
    /// Works on a block whose first row is `first`. Must be marked `#[inline(always)]`, and so must what it calls in its
    /// loops: only what is inlined is compiled for the machine's vector instructions.
    fn block(&self, table: &mut W, first: usize, block: C);
}

/// One block of a sweep.
struct Leaf<'a, W, C, K> {
    kernel: &'a K,
    table: &'a mut W,
    first: usize,
    block: C,
}

impl<W, C, K: Kernel<W, C>> pulp::WithSimd for Leaf<'_, W, C, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.kernel.block(self.table, self.first, self.block);
    }
}

/// Halves `columns` at block boundaries until a block is left.
fn run<C: Columns>(columns: C, first: usize, leaf: &(impl Fn(usize, C) + Sync), parallel: Option<()>) {
    let rows = columns.rows();
    if rows == 0 {
        return;
    }
    let blocks = rows.div_ceil(BLOCK);
    if blocks == 1 {
        return leaf(first, columns);
    }
    let cut = blocks / 2 * BLOCK;
    let (left, right) = columns.split(cut);
    if parallel.is_some() {
        rayon::join(|| run(left, first, leaf, parallel), || run(right, first + cut, leaf, parallel));
    } else {
        run(left, first, leaf, parallel);
        run(right, first + cut, leaf, parallel);
    }
}

/// One private table per worker.
pub struct Private<W>(Vec<Mutex<W>>);

impl<W> Private<W> {
    /// A table for each worker of `pool`.
    pub fn new(pool: &Pool, make: impl Fn() -> W) -> Self {
        Self((0..pool.threads()).map(|_| Mutex::new(make())).collect())
    }

    /// The calling worker's own table; no other thread asks for it, so this never waits.
    fn mine(&self) -> MutexGuard<'_, W> {
        lock(&self.0[rayon::current_thread_index().unwrap_or(0) % self.0.len()])
    }

    /// Works on the first table, for sums made outside the pool.
    pub fn with_first<R>(&self, work: impl FnOnce(&mut W) -> R) -> R {
        work(&mut lock(&self.0[0]))
    }

    /// Visits every table, in order.
    pub fn drain(&mut self, mut visit: impl FnMut(&mut W)) {
        for table in &mut self.0 {
            visit(table.get_mut().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_visited_once_with_its_number_for_any_number_of_threads() {
        for threads in [1, 2, 8] {
            let pool = Pool::new(threads).expect("threads start");
            let mut rows = vec![0_u64; 3 * BLOCK + 17];
            let mut sums = Private::new(&pool, || 0_u64);
            pool.blocks(&mut rows[..], &sums, |sum, first, block: &mut [u64]| {
                for (i, row) in block.iter_mut().enumerate() {
                    *row += (first + i) as u64;
                    *sum += *row;
                }
            });
            assert!(rows.iter().enumerate().all(|(i, &row)| row == i as u64));
            let n = rows.len() as u64;
            let mut total = 0;
            sums.drain(|sum| total += std::mem::take(sum));
            assert_eq!(total, n * (n - 1) / 2);
        }
    }

    struct Cut(f64);

    impl Kernel<f64, &mut [f64]> for Cut {
        #[inline(always)]
        fn block(&self, sum: &mut f64, _: usize, block: &mut [f64]) {
            for row in block {
                *row = (*row / self.0).floor();
                *sum += *row;
            }
        }
    }

    #[test]
    fn a_sweep_visits_every_row_and_gives_what_plain_code_gives() {
        let rows: Vec<f64> = (0..2 * BLOCK + 5).map(|i| i as f64 * 1.7).collect();
        let plain: Vec<f64> = rows.iter().map(|row| (row / 2.3).floor()).collect();
        for threads in [1, 2, 8] {
            let pool = Pool::new(threads).expect("threads start");
            let (mut swept, mut sums) = (rows.clone(), Private::new(&pool, || 0.0));
            pool.sweep(&Cut(2.3), &mut swept[..], &sums);
            assert_eq!(swept, plain);
            let mut total = 0.0;
            sums.drain(|sum| total += *sum);
            assert_eq!(total, plain.iter().sum::<f64>());
        }
    }

    #[test]
    fn jobs_are_done_once_each_and_come_back_in_order() {
        for threads in [1, 2, 8] {
            let pool = Pool::new(threads).expect("threads start");
            assert_eq!(pool.map(17, |n| n * n), (0..17).map(|n| n * n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn results_come_back_in_block_order() {
        let pool = Pool::new(4).expect("threads start");
        let rows = vec![1_u8; 5 * BLOCK + 1];
        let firsts = pool.collect(&rows[..], |first, block: &[u8]| (first, block.len()));
        let expected: Vec<_> = (0..5).map(|i| (i * BLOCK, BLOCK)).chain([(5 * BLOCK, 1)]).collect();
        assert_eq!(firsts, expected);
    }
}
