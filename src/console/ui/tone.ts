/** What a colour says; `styles.css` has each as a text colour and a soft ground. */
export type Tone = 'neutral' | 'accent' | 'ok' | 'attention' | 'error'
