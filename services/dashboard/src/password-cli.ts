import { createInterface } from 'node:readline'
import { hashPassword } from './auth/password.ts'

/** `pnpm dashboard:password` reads a password from its standard input and prints what stands for it in DASHBOARD_USERS. */
const leastCharacters = 12

if (process.stdin.isTTY) process.stderr.write('The password (it is shown as you type): ')
for await (const password of createInterface({ input: process.stdin })) {
  if (password.length < leastCharacters) {
    process.stderr.write(`A password must have at least ${leastCharacters} characters.\n`)
    process.exitCode = 1
  } else process.stdout.write(`${await hashPassword(password)}\n`)
  break
}
