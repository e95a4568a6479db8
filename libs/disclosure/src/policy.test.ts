import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { placeOfNumber } from './numbers.ts'
import { policyFor, type RecordedLine } from './policy.ts'
import { tableVersion } from './table.ts'

const berlin: RecordedLine = {
  number: '+493056790000',
  disclosure: { record: true, consent: 'as-law-demands', place: { country: 'DE', region: 'BE' } },
  hours: { holidays: null },
}
const salon = at(berlin, { place: { country: 'US', region: 'CA' } })
const of = (caller: string | null, line = salon) => policyFor(line, caller)

function at(line: RecordedLine, disclosure: Partial<RecordedLine['disclosure']>): RecordedLine {
  return { ...line, disclosure: { ...line.disclosure, ...disclosure } }
}

describe('the policy of a call', () => {
  const cases: readonly [string, string | null, RecordedLine, string[], string, string, string][] = [
    ['a Californian rings a Californian', '+14155550123', salon, ['US-CA'], 'notice', 'may', 'keep'],
    ['a New Yorker rings a Californian', '+12125550123', salon, ['US-NY', 'US-CA'], 'notice', 'may', 'keep'],
    [
      'somebody from Washington rings a Californian',
      '+12065550123',
      salon,
      ['US-WA', 'US-CA'],
      'notice',
      'must',
      'keep',
    ],
    ['a German rings a Californian', '+491713920042', salon, ['DE', 'US-CA'], 'consent', 'must-not', 'delete'],
    ['somebody withholds their number', null, salon, ['unknown', 'US-CA'], 'consent', 'must-not', 'delete'],
    ['a toll-free number rings', '+18005550123', salon, ['unknown', 'US-CA'], 'consent', 'must-not', 'delete'],
    ['a country that nobody looked at', '+5511955501234', salon, ['unknown', 'US-CA'], 'consent', 'must-not', 'delete'],
    ['a Berliner rings Berlin', '+491713920042', berlin, ['DE'], 'consent', 'must-not', 'delete'],
    ['a Londoner rings Berlin', '+447700900118', berlin, ['GB', 'DE'], 'consent', 'must-not', 'delete'],
    [
      'Washington rings Berlin: said again behind the yes',
      '+12065550123',
      berlin,
      ['US-WA', 'DE'],
      'consent',
      'must',
      'delete',
    ],
  ]
  for (const [name, caller, line, jurisdictions, recording, within, onWithdrawal] of cases) {
    test(name, () => {
      const policy = of(caller, line)
      assert.deepEqual(
        [policy.jurisdictions, policy.recording, policy.noticeInRecording, policy.onWithdrawal, policy.version],
        [jurisdictions, recording, within, onWithdrawal, tableVersion],
      )
    })
  }

  test('is no less than the law, whatever the line wants, and more where it wants more', () => {
    assert.equal(of('+14155550123', at(salon, { consent: 'always-ask' })).recording, 'consent')
    assert.equal(of('+491713920042', berlin).recording, 'consent')
  })

  test('of a line that does not record asks for nothing', () => {
    const { recording, wordsUnasked } = of('+491713920042', at(berlin, { record: false }))
    assert.deepEqual([recording, wordsUnasked], ['none', false])
  })

  test('takes the place of a line that does not say where it is from its holidays, or its number', () => {
    const silent = at(berlin, { place: undefined })
    assert.deepEqual(of('+14155550123', silent).jurisdictions, ['US-CA', 'DE'])
    const holidays = { country: 'AT', region: '9' }
    assert.deepEqual(of('+14155550123', { ...silent, hours: { holidays } }).jurisdictions, ['US-CA', 'AT'])
  })

  test('of a line in the United States that names no state is the strictest', () => {
    assert.equal(of('+14155550123', at(salon, { place: { country: 'US' } })).recording, 'consent')
  })
})

test('an area code belongs to one state, and Germany is not Delaware', () => {
  const found = ['+13025550100', '+493012345678', '+14165550100', '+35312345678', '+12425550100'].map(placeOfNumber)
  assert.deepEqual(found, ['US-DE', 'DE', 'CA-ON', 'IE', undefined])
})
