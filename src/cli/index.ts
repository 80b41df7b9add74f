#!/usr/bin/env node
/** The command line's entry. Nothing that needs Node 26 is imported before its version is known. */
const REQUIRED = 26
const version = process.versions.node

if (Number(version.split('.', 1)[0]) < REQUIRED) {
  console.error(
    `Triggerbench runs on Node ${REQUIRED} and this is Node ${version}. In a checkout, npm brings the right one: npm run --silent triggerbench -- <arguments>`,
  )
  process.exit(4)
}

const { main } = await import('./main.ts')
await main(process.argv)

export {}
