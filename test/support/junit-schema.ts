import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { validateXML } from 'xmllint-wasm'

/** The schema by which Jenkins takes JUnit reports: junit-10.xsd of its xunit-plugin at 8c515de, unchanged. */
const schema = readFileSync('test/support/junit-10.xsd', 'utf8')

export async function expectJunit(xml: string): Promise<void> {
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents: xml }, schema })
  expect(errors.map(({ message }) => message)).toEqual([])
}
