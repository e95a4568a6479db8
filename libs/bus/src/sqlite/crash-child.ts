import { workForEver } from '../contract/crash-worker.ts'
import { openSqliteBus } from './sqlite-bus.ts'

// The process that crash.test.ts kills.
const [file = '', logFile = '', self = ''] = process.argv.slice(2)
const bus = await openSqliteBus({ file, leaseMs: 1_500, onReport: ({ kind }) => process.stderr.write(`${kind}\n`) })
await workForEver(bus, logFile, self)
