import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Records } from '../records.ts'
import type { TextRefusal } from '../text-refusals.ts'
import { at } from './samples.ts'

const [sender, number] = ['+493056790000', '+4915112345678']
const refusal = (change: Partial<TextRefusal> = {}): TextRefusal => ({
  ...{ sender, number, why: 'opted-out', until: at(3600) },
  ...change,
})

export function textRefusalsContract(open: () => Promise<Records>): void {
  describe('numbers that get no SMS', () => {
    test('are known to the sender that was refused, and to no other', async () => {
      await using records = await open()
      await records.textRefusals.note(refusal(), at(0))
      assert.deepEqual(await records.textRefusals.find(sender, number, at(1)), refusal())
      assert.equal(await records.textRefusals.find('+493056790001', number, at(1)), undefined)
      assert.equal(await records.textRefusals.find(sender, '+4915112345679', at(1)), undefined)
    })

    test('are known for as long as it was said, and a newer word takes the place of the last', async () => {
      await using records = await open()
      const { textRefusals: refusals } = records
      await refusals.note(refusal(), at(0))
      assert.equal((await refusals.find(sender, number, at(3599)))?.why, 'opted-out')
      assert.equal(await refusals.find(sender, number, at(3600)), undefined)
      await refusals.note(refusal({ why: 'landline', until: at(7200) }), at(10))
      assert.deepEqual(await refusals.find(sender, number, at(3600)), refusal({ why: 'landline', until: at(7200) }))
    })
  })
}
