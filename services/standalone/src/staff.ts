import { randomBytes } from 'node:crypto'
import { hashPassword } from '@frontdesk/dashboard/password'
import type { Staff } from '@frontdesk/dashboard/staff'
import type { Line } from '@frontdesk/line'
import type { StandaloneEnv } from './env.ts'
import type { HouseOptions } from './house.ts'

/** Who may sign in to the dashboard; where nobody can, there is none. */
export interface StaffDoor {
  readonly dashboard: NonNullable<HouseOptions['dashboard']>
  /** Made for this run of the demo, to be shown to whoever started it. */
  readonly demo?: { readonly name: string; readonly password: string }
}

/** @param practice the line whose simulated staff work the demo; undefined where the telephone is real */
export async function staffDoor(env: StandaloneEnv, practice: Line | undefined): Promise<StaffDoor | undefined> {
  const { DASHBOARD_USERS: staff, DASHBOARD_SESSION_KEY, DASHBOARD_URL: url } = env
  const sessionKey = DASHBOARD_SESSION_KEY ?? randomBytes(32).toString('base64url')
  const place = { port: dashboardPort(env), ...(url === undefined ? {} : { url }) }
  if (staff !== undefined) return { dashboard: { ...place, staff, sessionKey } }
  if (practice === undefined) return undefined
  const demo = { name: 'demo', password: randomBytes(9).toString('base64url') }
  return { dashboard: { ...place, staff: [await demoPerson(demo, practice)], sessionKey }, demo }
}

/** Beside the gateway's port unless it is set; where the system chooses that one, it chooses this one too. */
const dashboardPort = ({ PORT, DASHBOARD_PORT }: StandaloneEnv): number => DASHBOARD_PORT ?? (PORT === 0 ? 0 : PORT + 1)

/** Rings from the telephone of the first person of the practice. */
export async function demoPerson(
  { name, password }: Record<'name' | 'password', string>,
  practice: Line,
): Promise<Staff> {
  const number = practice.people.transfer[0]?.number ?? null
  return { name, number, lineIds: 'all', passwordHash: await hashPassword(password) }
}

/** Where the staff's page is, and how to get in. */
export function callbacksLine(url: string | undefined, door: StaffDoor | undefined): string {
  if (url === undefined) return 'no dashboard: DASHBOARD_USERS says who may sign in'
  const { demo } = door ?? {}
  return `callbacks at ${url}${demo === undefined ? '' : `, sign in as ${demo.name} with ${demo.password}`}`
}
