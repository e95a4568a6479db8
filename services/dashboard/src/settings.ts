import { setting, url } from '@frontdesk/process/settings'
import { z } from 'zod'
import { readStaff } from './auth/staff.ts'

/** What a process is told that serves the dashboard. */
export const dashboardSettings = {
  /** What staff open in their browser. */
  DASHBOARD_URL: url('https://desk.example.com'),
  DASHBOARD_USERS: setting(
    z.string().transform((text, context) => {
      const read = readStaff(text)
      if (read.ok) return read.staff
      context.addIssue({ code: 'custom', message: `because of ${read.fault}` })
      return z.NEVER
    }),
    {
      allowed:
        'who may sign in: NAME:NUMBER:LINES:HASH, people separated by ";"; NUMBER is their telephone or empty, LINES is * or line ids joined by +, HASH is what `pnpm dashboard:password` prints',
      example: 'Ada Lovelace:+493012345678:berlin-dental:scrypt.14.8.5.…',
      secret: true,
    },
  ),
  DASHBOARD_SESSION_KEY: setting(z.string().min(32), {
    allowed: 'a random word of at least 32 characters by which sessions are signed, the same on every instance',
    example: '…',
    secret: true,
  }),
}
