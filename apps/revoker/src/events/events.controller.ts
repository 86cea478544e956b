import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { RevocationIntake } from '#libs/execution';
import type { HandlerResult, LaneRecord } from '#libs/lanes';
import type { Revocation } from '#libs/revocation';

/** A person has lost their access. */
@Controller()
export class UserDeprovisionedController {
  constructor(@Inject(RevocationIntake) private readonly intake: RevocationIntake) {}

  /** The answer is what is to become of the record: the plan of a revocation, an outcome at once, or a dead letter. */
  @EventPattern('user.deprovisioned')
  take(@Payload() record: LaneRecord): HandlerResult<Revocation> {
    return this.intake.take(record, 'user.deprovisioned');
  }
}

/** A session has ended. */
@Controller()
export class SessionTerminatedController {
  constructor(@Inject(RevocationIntake) private readonly intake: RevocationIntake) {}

  /** As for `user.deprovisioned`. */
  @EventPattern('session.terminated')
  take(@Payload() record: LaneRecord): HandlerResult<Revocation> {
    return this.intake.take(record, 'session.terminated');
  }
}
