import { writeFileSync } from 'node:fs'
import { recordUpgrade } from '../harness/upgrade/record-upgrade.js'
import type { UpgradeReport } from '../harness/upgrade/report.js'
import { renderUpgradeNotes } from './render-upgrade.js'
import { oneLine } from './terminal.js'
import { renderUpgradeJunit } from './upgrade-junit.js'
import { upgradePage } from './upgrade-page.js'
import { writeTimelinePage } from './write-timeline-page.js'

/** The files that an upgrade leaves. */
export interface ReportFiles {
  readonly record: string | undefined
  readonly junit: string | undefined
  readonly html: string | undefined
}

/** Writes the files. @returns the notes of the report, and what could not be written: that never changes the verdict */
export async function writeUpgradeReports(
  report: UpgradeReport,
  { record, junit, html }: ReportFiles,
  home: string | undefined,
): Promise<string[]> {
  const notes = renderUpgradeNotes(report)
  if (record !== undefined) {
    const kept = await recordUpgrade(record, report, home)
    if (!kept.written) notes.push(oneLine(`the record was not written, the verdict stands: ${kept.error}`))
  }
  if (junit !== undefined) {
    try {
      writeFileSync(junit, renderUpgradeJunit(report))
    } catch (error) {
      notes.push(oneLine(`the JUnit report was not written, the verdict stands: ${(error as Error).message}`))
    }
  }
  if (html !== undefined) {
    try {
      await writeTimelinePage(html, upgradePage(report))
    } catch (error) {
      notes.push(oneLine(`the page was not written, the verdict stands: ${(error as Error).message}`))
    }
  }
  return notes
}
