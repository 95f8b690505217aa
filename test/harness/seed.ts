/** Properties run from one seed, so that a test says the same each time; `DECREF_SEED=7` looks elsewhere, and a failure names its seed. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.DECREF_SEED ?? 1) });
