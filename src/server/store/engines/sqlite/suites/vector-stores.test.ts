import { askSqlite } from './engines.suite.ts'

askSqlite('vector-stores')
