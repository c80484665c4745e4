import { DAY, HOUR, Story, type Telling } from '../story.ts'

const CODE = `import pandas as pd

refunds = pd.read_csv("/mnt/data/refunds-by-week.csv", index_col="week")
before = refunds.loc[36:43, "damaged_in_transit"]
z = (refunds.loc[44, "damaged_in_transit"] - before.mean()) / before.std(ddof=1)
print(f"mean {before.mean():.1f}  sd {before.std(ddof=1):.2f}  week 44: {refunds.loc[44, 'damaged_in_transit']}  z {z:.1f}")
refunds.plot.bar(stacked=True, title="Refund requests per week, by reason").figure.savefig("/mnt/data/refunds-by-week.png")
`

const FINDING = `Week 44 stands out for **one reason only: damage in transit**. It rose from about 23 a week to 88; changes of mind and the rest stayed as they were.

How unusual that is, measured against weeks 36 to 43:

$$
z = \\frac{x_{44} - \\bar{x}}{s} = \\frac{88 - 23.5}{2.45} \\approx 26
$$

With $z > 3$ one would already look for a cause. Here it is in the calendar: the new carrier took over on **26 October**, the first day of week 44.

| Week | Damaged | Share of all refunds |
| --: | --: | --: |
| 43 | 27 | 27.6 % |
| **44** | **88** | **52.4 %** |
| 45 | 61 | 44.9 % |
| 46 | 34 | 33.7 % |

It is easing by 27 cases a week, $88 \\to 61 \\to 34$, and should be back to normal in week 47. The figures are in [refunds-by-week.csv](sandbox:/mnt/data/refunds-by-week.csv).`

/** Code that ran, with its log and picture; math; a file to download. */
export const refundPeak = (telling: Telling) =>
  new Story(telling, 26 * HOUR, {
    title: 'Why did refunds peak in week 44?',
    channel: 'internal',
    customer: 'ops-weekly',
    lang: 'en',
  })
    .user(
      'Refunds nearly doubled in week 44. Was it the sale, the new carrier or noise? Please with a chart for the Monday meeting.',
      {
        attach: { 'refunds-by-week.csv': ['code_interpreter'] },
      },
    )
    .run('analyst', [
      {
        do: 'code',
        input: CODE,
        logs: 'mean 23.5  sd 2.45  week 44: 88  z 26.3\n',
        image: 'refunds-by-week.png',
        takes: 2400,
      },
      { do: 'say', text: FINDING, image: 'refunds-by-week.png' },
    ])
    .user('What would one more week like 44 cost us, at 31.50 a case?')
    .run('analyst', [
      {
        do: 'say',
        text: 'The excess over a normal week, times the cost of a case:\n\n$$\n(88 - 23.5) \\times 31.50 = 2\\,031.75\n$$\n\nSo about **EUR 2,030** for one such week. The three weeks so far came to $(64.5 + 37.5 + 10.5) \\times 31.50 \\approx$ **EUR 3,544**.',
      },
    ])
    .told()

export const forecast = (telling: Telling) =>
  new Story(telling, 6 * DAY, {
    title: 'Staffing for the week before Christmas',
    channel: 'internal',
    customer: 'ops-weekly',
    lang: 'en',
  })
    .user(
      'How many people do we need on the phones in week 51 if 80 % of calls shall be taken within 20 seconds? 320 calls an hour, 4 minutes each.',
    )
    .run('analyst', [
      {
        do: 'code',
        input:
          'from math import factorial, exp\n\na, t, aht = 320 * 4 / 60, 20, 240\nfor n in range(22, 28):\n    top = a**n / factorial(n) * n / (n - a)\n    wait = top / (sum(a**k / factorial(k) for k in range(n)) + top)\n    print(n, f"{1 - wait * exp(-(n - a) * t / aht):.1%}")\n',
        logs: '22 20.6%\n23 44.6%\n24 62.0%\n25 74.5%\n26 83.2%\n27 89.2%\n',
        takes: 700,
      },
      {
        do: 'say',
        text: '**26 people** at any moment. The load is $A = 320 \\cdot \\tfrac{4}{60} \\approx 21.3$ Erlang, and by Erlang C:\n\n| People | Within 20 s |\n| --: | --: |\n| 25 | 74.5 % |\n| **26** | **83.2 %** |\n| 27 | 89.2 % |\n\nAdd breaks and illness, say 18 %, and the roster needs **32**.',
      },
    ])
    .told()
