import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Line } from '@frontdesk/line'
import { loadLines } from '@frontdesk/line/load'
import { type DemoLines, demoLines } from '../demo-lines.ts'

/** Writes the lines of `linesDir`, and the demo's variants of the first, into `folder`: processes of their own read them there. */
export async function writeDemoLines(linesDir: string, folder: string): Promise<readonly Line[]> {
  const answered = await loadLines(linesDir)
  const [practice] = answered
  if (practice === undefined) throw new Error(`${linesDir} holds no line`)
  const demo: DemoLines = demoLines(practice, Temporal.Now.instant())
  const lines = [...answered, demo.practiceOpenNow, demo.practiceClosedNow]
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  // YAML reads JSON.
  await Promise.all(lines.map((line) => writeFile(join(folder, `${line.id}.yaml`), JSON.stringify(line))))
  return lines
}
