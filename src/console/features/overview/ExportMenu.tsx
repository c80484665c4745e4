import { ChartNoAxesColumn, Download, FileSpreadsheet, Printer } from 'lucide-react'

import { Menu, type MenuItem } from '#console/ui/Menu.tsx'
import { showToast } from '#console/ui/toast.ts'
import type { Overview } from '#contract/overview.ts'

import type { ChartData } from './chart-data.ts'
import { rangeText } from './days.ts'
import { pictureOf } from './picture.ts'
import { HEAD_BUTTON } from './RangeMenu.tsx'
import { saveFile } from './save-file.ts'
import { csvOf, fileName, tablesOf } from './tables.ts'

/** Takes the figures along: on paper, as pictures, and as tables. */
export const ExportMenu = ({
  overview,
  charts,
}: {
  overview: Overview | undefined
  charts: readonly ChartData[]
}) => {
  const picture = async (of: ChartData, shown: Overview) => {
    try {
      saveFile(await pictureOf(of, rangeText(shown)), fileName(of.id, shown, 'png'))
    } catch {
      showToast({
        tone: 'error',
        text: 'The picture could not be made.',
        detail: 'Print the page instead, or take the table as CSV.',
      })
    }
  }
  const items: MenuItem[] = overview
    ? [
        { id: 'print', label: 'Print', icon: Printer, onSelect: () => globalThis.print() },
        ...charts.map((chart, at) => ({
          id: `${chart.id}.png`,
          label: `${chart.name} as PNG`,
          icon: ChartNoAxesColumn,
          separated: at === 0,
          onSelect: () => void picture(chart, overview),
        })),
        ...tablesOf(overview, charts).map((table, at) => ({
          id: `${table.id}.csv`,
          label: `${table.name} as CSV`,
          icon: FileSpreadsheet,
          separated: at === 0,
          onSelect: () => saveFile(csvOf(table), fileName(table.id, overview, 'csv')),
        })),
      ]
    : []
  return (
    <Menu label="Export" className={HEAD_BUTTON} items={items} disabled={!overview}>
      <Download aria-hidden className="icon" />
      Export
    </Menu>
  )
}
