import { useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import { Plus } from 'lucide-react'
import { useState } from 'react'

import { modifyPrices, ofOverviews, pricesQuery } from '#console/api/overview.ts'
import { ActionDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { type Prices, TOKENS_PRICED } from '#contract/prices.ts'

import { isRowWrong, priceIn, type PriceRow, priceRows, pricesIn } from './price-rows.ts'

const PRICE_ROW =
  'grid grid-cols-2 items-start gap-x-2 gap-y-1 sm:grid-cols-[minmax(0,1fr)_6rem_6rem]'
const TITLE = 'Prices of models'

interface Props {
  used: readonly string[]
  /** They are saved: figures that come from now on have them. */
  onSaved: () => void
  onClose: () => void
}

/** Sets what models cost. @param used those of the overview, which stand first */
export const PricesDialog = ({ used, ...rest }: Props) => {
  // What others set meanwhile would be overwritten unseen.
  const { data, error, refetch } = useQuery({ ...pricesQuery, staleTime: 0 })
  const [asked] = useState(used)
  if (data) return <PricesForm prices={data} used={asked} {...rest} />
  return (
    <Dialog title={TITLE} onClose={rest.onClose}>
      {error ? (
        <Failure
          layout="inline"
          what="The prices could not be read."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton className="h-40 w-full" />
      )}
    </Dialog>
  )
}

const PricesForm = ({ prices, used, onSaved, onClose }: Props & { prices: Prices }) => {
  const client = useQueryClient()
  const [currency, setCurrency] = useState(prices.currency)
  const [rows, setRows] = useState(() => priceRows(prices, used))
  const code = currency.trim().toUpperCase()
  const isCurrency = /^[A-Z]{3}$/.test(code)
  const change = (at: number, by: Partial<PriceRow>) =>
    setRows(rows.map((row, each) => (each === at ? { ...row, ...by } : row)))
  return (
    <ActionDialog
      title={TITLE}
      action="Save prices"
      deed="the prices were saved"
      disabled={!isCurrency || rows.some(isRowWrong)}
      onClose={onClose}
      onAction={async (patience) => {
        const saved = await modifyPrices({ currency: code, models: pricesIn(rows) }, patience)
        client.setQueryData(pricesQuery.queryKey, saved)
        onSaved()
        void client.invalidateQueries({ queryKey: ofOverviews })
      }}
    >
      <p className="text-small text-ink-2">
        For {numberText(TOKENS_PRICED)} tokens. The price of <code>gpt-4o</code> is also that of{' '}
        <code>gpt-4o-2024-08-06</code>. A model without a price has no cost here.
      </p>
      <div className="w-32">
        <TextField
          label="Currency"
          hint="As in EUR or USD"
          value={currency}
          onChange={({ target }) => setCurrency(target.value)}
          {...(!isCurrency && { error: 'Three letters, as in EUR.' })}
        />
      </div>
      <div aria-hidden className={clsx(PRICE_ROW, '-mb-1 text-small font-strong text-ink-2')}>
        <span className="max-sm:hidden">Model</span>
        <span>Read</span>
        <span>Written</span>
      </div>
      <ul className="space-y-2">
        {rows.map((row, at) => (
          <PriceFields
            key={at}
            row={row}
            isNew={!used.includes(row.model) && !Object.hasOwn(prices.models, row.model)}
            onChange={(by) => change(at, by)}
          />
        ))}
      </ul>
      <Button
        size="small"
        icon={Plus}
        onClick={() => setRows([...rows, { model: '', input: '', output: '' }])}
      >
        Another model
      </Button>
    </ActionDialog>
  )
}

const PriceFields = ({
  row: { model, input, output },
  isNew,
  onChange,
}: {
  row: PriceRow
  isNew: boolean
  onChange: (by: Partial<PriceRow>) => void
}) => {
  const wrong = (text: string) =>
    text.trim() !== '' && priceIn(text) === undefined && { error: 'A number, as in 2.5' }
  const of = model.trim() === '' ? 'the new model' : shownName(model)
  return (
    <li className={PRICE_ROW}>
      {isNew ? (
        <div className="col-span-2 sm:col-span-1">
          <TextField
            label="Model"
            hideLabel
            placeholder="Name of the model"
            value={model}
            onChange={({ target }) => onChange({ model: target.value })}
          />
        </div>
      ) : (
        <bdi className="col-span-2 self-center truncate font-strong sm:col-span-1" title={model}>
          {shownName(model)}
        </bdi>
      )}
      <TextField
        label={`Read by ${of}`}
        hideLabel
        inputMode="decimal"
        value={input}
        onChange={({ target }) => onChange({ input: target.value })}
        {...wrong(input)}
      />
      <TextField
        label={`Written by ${of}`}
        hideLabel
        inputMode="decimal"
        value={output}
        onChange={({ target }) => onChange({ output: target.value })}
        {...wrong(output)}
      />
    </li>
  )
}
