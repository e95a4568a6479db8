import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { interruptionSchema } from '@frontdesk/line'
import { type Judgement, judge } from './backchannel.ts'

const rules = interruptionSchema.parse({})
const cases: Record<Judgement, readonly string[]> = {
  nothing: ['', ' ', '…', '.'],
  backchannel: ['Mm-hm.', 'Uh-huh.', 'Okay.', 'Ja.', 'Ja, genau.', 'Yes, yes, okay.', 'I see.', 'Mhm'],
  always: ['Stop!', 'No.', 'Okay, wait.', 'Nein, danke.', 'Hold on, please.'],
  words: ['Wednesday.', 'Okay, but not on Monday', 'Yes yes yes yes', 'The second one', 'Nobody', 'Yesterday'],
}

describe('what a caller says over the agent', () => {
  for (const [judgement, texts] of Object.entries(cases))
    it(`is ${judgement}: ${texts.map((text) => `"${text}"`).join(', ')}`, () => {
      for (const text of texts) assert.equal(judge(text, rules, ['de', 'en']), judgement, text)
    })

  it('is judged by the words of the line', () => {
    const own = interruptionSchema.parse({ backchannels: { en: ['top'] }, alwaysInterrupt: { en: [] } })
    assert.equal(judge('Top.', own, ['en']), 'backchannel')
    assert.equal(judge('Okay.', own, ['en']), 'words')
    assert.equal(judge('Stop.', own, ['en']), 'words')
    assert.equal(judge('Ja.', own, ['en']), 'words')
  })
})
