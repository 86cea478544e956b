import { All, Controller, Header, MethodNotAllowedException } from '@nestjs/common';

/** Comes after the controllers that answer GET: this port is for looking only. */
@Controller()
export class OtherMethodsController {
  @All(['health/live', 'health/ready', 'metrics'])
  @Header('Allow', 'GET, HEAD')
  refuse(): never {
    throw new MethodNotAllowedException();
  }
}
