import { askSqlite } from './engines.suite.ts'

askSqlite('queues')
