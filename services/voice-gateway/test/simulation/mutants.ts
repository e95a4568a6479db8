import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Something that keeps an invariant, and what the gateway is without it: the simulation must turn red over that. */
export interface Mutant {
  readonly without: string
  readonly file: string
  readonly code: string
  readonly becomes: string
}

export const mutants: readonly Mutant[] = [
  {
    without: 'the dedupe of function calls',
    file: 'session/decide-tools.ts',
    code: 'toolCalls.filter((call) => !isKnown(state.tools, call.toolCallId))',
    becomes: 'toolCalls',
  },
  {
    without: 'the journal',
    file: 'session/running/journal-writer.ts',
    code: 'held.push(entry)',
    becomes: 'void entry',
  },
  {
    without: 'the clamp of what was heard',
    file: 'session/playback.ts',
    code: 'ms: Math.min(ms, atMs - startMs)',
    becomes: 'ms',
  },
  {
    without: 'the journal’s place before the request',
    file: 'session/run-call.ts',
    code: 'await this.#writer.flush(keptWithinMs)\n      await askTool',
    becomes: 'await askTool',
  },
  {
    without: 'the clear at the carrier',
    file: 'session/run-call.ts',
    code: 'this.#leg?.leg.clear()',
    becomes: 'void 0',
  },
  {
    without: 'the turn-taking of responses',
    file: 'session/reply-turns.ts',
    code: "turns.active.is !== 'none' || turns.held ||",
    becomes: 'turns.held ||',
  },
  {
    without: 'the lead’s bound',
    file: 'session/running/paced-sender.ts',
    code: 'sentUntilMs + ms - leadMs) - clock',
    becomes: 'sentUntilMs + ms - leadMs) - 1_000 - clock',
  },
  {
    without: 'the history of a session that goes on',
    file: 'session/run-call.ts',
    code: 'historyOf(this.#told)',
    becomes: 'undefined',
  },
]

const seeds = '300'
const gateway = fileURLToPath(new URL('../..', import.meta.url))

/** What the simulation says of a copy of the gateway without it. @throws when the code to take out is not there (any more) */
export async function fate({ file, code, becomes }: Mutant): Promise<{ readonly red: boolean; readonly said: string }> {
  const copy = await mkdtemp(join(tmpdir(), 'frontdesk-mutant-'))
  try {
    for (const part of ['src', 'test', 'bench', 'package.json'])
      await cp(join(gateway, part), join(copy, part), { recursive: true })
    await symlink(join(gateway, 'node_modules'), join(copy, 'node_modules'))
    const path = join(copy, 'src', file)
    const text = await readFile(path, 'utf8')
    if (text.split(code).length !== 2) throw new Error(`${file} must hold this exactly once: ${code}`)
    await writeFile(
      path,
      text.replace(code, () => becomes),
    )
    const child = spawn(process.execPath, ['bench/simulate.ts', '--seeds', seeds, '--first'], { cwd: copy })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk
      })
    }
    const [status] = await once(child, 'close')
    return { red: status === 1 && said.startsWith('seed '), said: said.split('\n')[0] ?? '' }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
