//! A script for clusters that run Slurm: an array of shards, and a merge that waits for them.

use crate::args::EnsembleArguments;
use crate::facts;
use std::path::Path;

/// The script for `parts` shards of the ensemble in `out`.
pub(super) fn script(arguments: &EnsembleArguments, out: &Path, parts: u32) -> String {
    let mut words: Vec<String> =
        vec!["coercivity".into(), "ensemble".into(), arguments.file.display().to_string()];
    for entry in arguments.all_overrides() {
        words.extend(["--set".into(), entry]);
    }
    if let Some(replicates) = arguments.replicates {
        words.extend(["--replicates".into(), replicates.to_string()]);
    }
    for path in &arguments.many.plugins.plugin {
        words.extend(["--plugin".into(), path.display().to_string()]);
    }
    words.extend(["--out".into(), out.display().to_string()]);
    let parquet = if arguments.files.parquet { " --parquet" } else { "" };
    let months = if arguments.files.no_months { " --no-months" } else { "" };
    let (command, out) = (facts::join(words), facts::join([out.display().to_string()]));
    format!(
        "#!/bin/bash\n\
         # Run `sbatch THIS_FILE` where the plan's paths hold and `coercivity` is on the PATH. A part that is killed goes on\n\
         # where it was when its job is queued again (`scontrol requeue`).\n\
         #SBATCH --job-name=coercivity\n\
         #SBATCH --array=1-{parts}\n\
         #SBATCH --cpus-per-task=4\n\
         #SBATCH --time=04:00:00\n\
         #SBATCH --requeue\n\
         set -euo pipefail\n\
         if [ -z \"${{SLURM_ARRAY_TASK_ID:-}}\" ]; then\n    \
             exec coercivity merge {out}.shard-*-of-{parts} --out {out}{parquet}{months}\n\
         fi\n\
         {command} --threads \"$SLURM_CPUS_PER_TASK\" --shard \"$SLURM_ARRAY_TASK_ID/{parts}\"\n\
         if [ \"$SLURM_ARRAY_TASK_ID\" -eq 1 ]; then\n    \
             sbatch --dependency=afterok:\"$SLURM_ARRAY_JOB_ID\" --array= --job-name=coercivity-merge \\\n        \
                 --wrap \"coercivity merge {out}.shard-*-of-{parts} --out {out}{parquet}{months}\"\n\
         fi\n"
    )
}
