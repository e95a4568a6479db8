import { availableParallelism, loadavg } from 'node:os'

/**
 * How many times longer things may take than on a machine that does nothing else: what is measured here shares its cores with
 * the simulators, twice over, and with whatever else runs.
 */
export const busyFactor = (): number => 2 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
