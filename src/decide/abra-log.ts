/** The debug line abra prints when a chaos deploy has chosen its version. @rule R7 R10 */
export function chaosVersionLine(version: string): string {
  return `DEBU app/deploy.go:372 version: taking chaos version: ${version}`
}
