import { recordsContract } from '../contract.ts'
import { openAtEmulator } from './testing/at-emulator.ts'

recordsContract('records in Firestore', await openAtEmulator())
