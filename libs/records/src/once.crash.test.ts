import { effectsOnceContract } from './contract/effects-once.ts'
import { openTemporary } from './sqlite/testing/temporary.ts'

effectsOnceContract(openTemporary)
