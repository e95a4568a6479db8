import { recordsContract } from '../contract.ts'
import { openTemporary } from './testing/temporary.ts'

recordsContract('records in a SQLite file', openTemporary)
