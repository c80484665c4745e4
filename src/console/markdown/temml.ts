// Its styles come with it: what MathML leaves out, such as the line of `\overline`.
import 'temml/dist/Temml-Local.css'

export { default as temml } from 'temml'
