import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseDocument } from 'yaml'
import { holidayFault } from './holidays.ts'
import { type Line, lineSchema } from './schema.ts'

/** Everything that is wrong with the line files, a line each: file, field, what is allowed. */
export class LineFault extends Error {
  override readonly name = 'LineFault'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(
      `the line files have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((f) => `  ${f}`).join('\n')}`,
    )
    this.faults = faults
  }
}

export type ParsedLine =
  | { readonly ok: true; readonly line: Line }
  | { readonly ok: false; readonly faults: readonly string[] }

/** Parses one line file. `file` is its name, as the faults should say it. */
export function parseLine(file: string, text: string): ParsedLine {
  const document = parseDocument(text, { prettyErrors: true })
  if (document.errors.length > 0) {
    return { ok: false, faults: document.errors.map((e) => `${file}: is not YAML: ${e.message.split('\n')[0]}`) }
  }
  const parsed = lineSchema.safeParse(document.toJS())
  if (!parsed.success) {
    return {
      ok: false,
      faults: parsed.error.issues.map((i) => `${file}: ${i.path.join('.') || 'the file'}: ${i.message}`),
    }
  }
  const faults = beyondTheSchema(file, parsed.data)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, line: parsed.data }
}

function beyondTheSchema(file: string, line: Line): string[] {
  const faults: string[] = []
  if (basename(file).replace(/\.ya?ml$/, '') !== line.id)
    faults.push(`${file}: id: must be the file's own name, ${JSON.stringify(line.id)} is not`)
  const { holidays } = line.hours
  const holiday = holidays === null ? undefined : holidayFault(holidays)
  if (holiday !== undefined) faults.push(`${file}: hours.holidays.${holiday}`)
  return faults
}

/**
 * Reads every `*.yaml` of the folder.
 * @throws LineFault with all faults of all files; also when the folder is missing, holds no line, or two lines share a number or an id.
 */
export async function loadLines(folder: string): Promise<readonly Line[]> {
  const names = await readdir(folder).catch(() => {
    throw new LineFault([`${folder}: is not a folder that can be read; LINES_DIR names the folder of line files`])
  })
  const files = names.filter((name) => /\.ya?ml$/.test(name)).sort()
  if (files.length === 0) throw new LineFault([`${folder}: holds no line file (*.yaml)`])
  const parsed = await Promise.all(
    files.map(async (file) => parseLine(file, await readFile(join(folder, file), 'utf8'))),
  )
  const lines = parsed.flatMap((p) => (p.ok ? [p.line] : []))
  const faults = parsed.flatMap((p) => (p.ok ? [] : p.faults))
  faults.push(...doubles(lines))
  if (faults.length > 0) throw new LineFault(faults)
  return lines
}

function doubles(lines: readonly Line[]): string[] {
  const first = new Map<string, string>()
  return lines.flatMap((line) => {
    const holder = first.get(line.number)
    first.set(line.number, line.id)
    return holder === undefined ? [] : [`${line.id}.yaml: number: ${line.number} is answered by ${holder} already`]
  })
}
