import { readFileSync } from 'node:fs'
import type { Line } from '@frontdesk/line'
import { parseLine } from '@frontdesk/line/load'

/** The repository's own example line. */
export function exampleLine(id: string): Line {
  const parsed = parseLine(`${id}.yaml`, readFileSync(new URL(`../../../lines/${id}.yaml`, import.meta.url), 'utf8'))
  if (!parsed.ok) throw new Error(parsed.faults.join('\n'))
  return parsed.line
}
