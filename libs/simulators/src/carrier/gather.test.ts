import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NUMBER, startBoth } from './test-both.ts'
import { pattern, testParty } from './test-party.ts'

const asks = (attributes: string) =>
  `<Gather input="dtmf speech" numDigits="1" language="de-DE" speechTimeout="1" action="/answer" ${attributes}><Say>Ja oder Nein?</Say></Gather><Hangup/>`

/** What the application is told of an answer to `document`. */
async function answered(
  document: string,
  understands: string | undefined,
  act: (party: ReturnType<typeof testParty>) => Promise<void>,
) {
  const heard: string[] = []
  const recognise = async (_: Uint8Array, language: string) => {
    heard.push(language)
    return understands
  }
  await using both = await startBoth({ say: async () => pattern(400), recognise })
  both.application.answer('/incoming', document)
  both.application.answer('/answer', '<Hangup/>')
  const party = testParty()
  const call = both.carrier.call({ from: '+447700900123', to: NUMBER, party })
  await act(party)
  await call.ended
  const { params } = both.application.webhooks.all.find(({ path }) => path === '/answer') ?? {}
  return { params, heard }
}

describe('a question that may be answered by key or by voice', () => {
  test('takes a key before it is over', async () => {
    const { params, heard } = await answered(asks(''), 'Ja', async (party) => (await party.line).press('1'))
    assert.deepEqual([params?.Digits, params?.SpeechResult, heard], ['1', undefined, []])
  })

  test('tells what was said, as far as it was understood', async () => {
    const { params, heard } = await answered(asks(''), 'Ja, bitte.', async (party) => {
      await party.line
      party.say(pattern(2_500))
    })
    assert.deepEqual([params?.SpeechResult, params?.Digits, heard], ['Ja, bitte.', undefined, ['de-DE']])
  })

  test('tells of nothing where it is asked to, and goes on otherwise', async () => {
    const silent = async () => {}
    const told = await answered(asks('timeout="1" actionOnEmptyResult="true"'), 'Ja', silent)
    assert.equal(told.params?.Digits, '')
    assert.equal((await answered(asks('timeout="1"'), 'Ja', silent)).params, undefined)
  })
})
