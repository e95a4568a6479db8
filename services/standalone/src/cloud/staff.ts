import { randomBytes } from 'node:crypto'
import type { Line } from '@frontdesk/line'
import { demoPerson } from '../staff.ts'

export interface DemoStaff {
  readonly name: string
  readonly password: string
  /** What the dashboard is told. */
  readonly env: { readonly DASHBOARD_USERS: string; readonly DASHBOARD_SESSION_KEY: string }
}

/** One person who may sign in, made for this run of the demo. */
export async function demoStaff(practice: Line): Promise<DemoStaff> {
  const [name, password] = ['demo', randomBytes(9).toString('base64url')]
  const { number, passwordHash } = await demoPerson({ name, password }, practice)
  const env = {
    DASHBOARD_USERS: [name, number ?? '', '*', passwordHash].join(':'),
    DASHBOARD_SESSION_KEY: randomBytes(32).toString('base64url'),
  }
  return { name, password, env }
}
