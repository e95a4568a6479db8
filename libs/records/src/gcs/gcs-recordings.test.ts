import { recordingsContract } from '../contract.ts'
import { openAtEmulator } from './testing/at-emulator.ts'

recordingsContract('recordings in Cloud Storage', await openAtEmulator())
