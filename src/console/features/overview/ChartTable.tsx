import { Link } from 'react-router'

import { type ChartData, valueText } from './chart-data.ts'

/** The values of a chart as a table: for those who do not see the chart, and for whoever asks for it. */
export const ChartTable = ({ chart, isShown }: { chart: ChartData; isShown: boolean }) => {
  const { name, stepName, steps, series, unit } = chart
  const table = (
    <table className="w-full border-collapse tabular">
      <caption className="sr-only">{name}</caption>
      <thead className="sticky top-0 bg-raise">
        <tr className="text-start text-meta text-ink-2">
          <th scope="col" className="py-1 pe-3 text-start font-strong">
            {stepName}
          </th>
          {series.map((each) => (
            <th key={each.name} scope="col" className="py-1 ps-3 text-end font-strong">
              {each.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map(({ from, full, href }, at) => (
          <tr key={from} className="border-t border-line">
            <th scope="row" className="py-1 pe-3 text-start font-normal whitespace-nowrap">
              {isShown && href !== undefined ? (
                <Link to={href} className="text-accent hover:underline">
                  {full}
                </Link>
              ) : (
                full
              )}
            </th>
            {series.map((each) => (
              <td key={each.name} className="py-1 ps-3 text-end">
                {valueText(unit, each.values[at] ?? null)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
  return isShown ? (
    <div
      role="region"
      // Scrolled by keys.
      tabIndex={0}
      aria-label={`${name}, table`}
      className="absolute inset-0 overflow-auto text-small print:static print:overflow-visible"
    >
      {table}
    </div>
  ) : (
    <div className="sr-only">{table}</div>
  )
}
