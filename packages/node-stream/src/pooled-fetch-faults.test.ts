import { createPooledFetch } from '@outloud/node-stream'
import { describeFaults } from '@outloud/testing'
import { missingTools } from '../../../test/tools.ts'

describeFaults('every fault, over a pool', { fetch: createPooledFetch, missingTools })
