import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { LineFault, loadLines, parseLine } from './load.ts'

const examples = new URL('../../../lines/', import.meta.url)
const berlin = await readFile(new URL('berlin-dental.yaml', examples), 'utf8')

function faultsOf(change: (text: string) => string): string {
  const parsed = parseLine('berlin-dental.yaml', change(berlin))
  assert.ok(!parsed.ok, 'the file was taken')
  return parsed.faults.join('\n')
}

async function folder(files: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), 'lines-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

describe('a line file', () => {
  test('of the examples is a line', async () => {
    const lines = await loadLines(examples.pathname)
    assert.deepEqual(
      lines.map((line) => line.id),
      ['berlin-dental', 'california-salon'],
    )
  })

  test('without limits of its own has some, and sets those that it wants otherwise', () => {
    const plain = parseLine('berlin-dental.yaml', berlin)
    assert.ok(plain.ok)
    assert.equal(plain.line.fallback.next, 'callback')
    const { askWhenSilentSeconds, asksWhenSilent, longestMinutes, mostAtOnce } = plain.line.call
    assert.deepEqual([askWhenSilentSeconds, asksWhenSilent, longestMinutes, mostAtOnce], [8, 2, 30, 50])
    const own = parseLine('berlin-dental.yaml', `${berlin}\ncall: { longestMinutes: 10 }\n`)
    assert.ok(own.ok)
    assert.deepEqual(own.line.call, { ...plain.line.call, longestMinutes: 10 })
  })

  for (const [why, change, expected] of [
    ['a limit of nothing', (t: string) => `${t}\ncall: { mostAtOnce: 0 }\n`, /call\.mostAtOnce/],
    [
      'a number in local form',
      (t: string) => t.replace('"+493056790000"', '"030 5679"'),
      /berlin-dental\.yaml: number: must be E\.164/,
    ],
    [
      'a zone that does not exist',
      (t: string) => t.replace('Europe/Berlin', 'Berlin'),
      /timeZone: must be an IANA time zone/,
    ],
    [
      'hours that end before they begin',
      (t: string) => t.replace('["09:00", "13:00"]', '["13:00", "09:00"]'),
      /hours\.weekly\.monday\.0: must end after it begins/,
    ],
    ['a field that nobody knows', (t: string) => `${t}\ncolour: green\n`, /colour/],
    ['a field missing', (t: string) => t.replace(/^notify:\n.*\n/m, ''), /notify/],
    [
      'a language without a greeting',
      (t: string) => t.replace(/^ {4}en: Hello.*\n/m, ''),
      /agent\.greeting\.en: must have a text for "en"/,
    ],
    [
      'a region without holidays on record',
      (t: string) => t.replace('region: BE', 'region: ZZ'),
      /hours\.holidays: no holidays are known for DE-ZZ/,
    ],
    [
      'an id that is not its name',
      (t: string) => t.replace('id: berlin-dental', 'id: berlin'),
      /id: must be the file's own name/,
    ],
    ['no YAML', () => 'id: [unclosed', /is not YAML/],
  ] as const) {
    test(`with ${why} is refused: file, field, what is allowed`, () => {
      assert.match(faultsOf(change), expected)
    })
  }

  test('with three faults is told all three', () => {
    const faults = faultsOf((t) =>
      t
        .replace('Europe/Berlin', 'Berlin')
        .replace('"+493056790000"', '"1"')
        .replace('gridMinutes: 30', 'gridMinutes: 0'),
    )
    assert.match(faults, /number[\s\S]*timeZone[\s\S]*gridMinutes/)
  })
})

describe('a folder of line files', () => {
  test('with a number twice, or none at all, or that is missing, is refused', async () => {
    await using doubled = await folder({
      'berlin-dental.yaml': berlin,
      'zwilling.yaml': berlin.replace('id: berlin-dental', 'id: zwilling'),
    })
    await using empty = await folder({})
    await assert.rejects(loadLines(doubled.path), /zwilling\.yaml: number: \+493056790000 is answered by berlin-dental/)
    await assert.rejects(loadLines(empty.path), LineFault)
    await assert.rejects(loadLines(join(empty.path, 'nowhere')), /LINES_DIR/)
  })
})
