"Look inside a pretrained network: what its stages know, what its channels respond to, and what training changed."

from .probes import *
from .channels import *
from .attention import *
from .drifts import *
from .similarity import *
from .shifts import *
from .slices import *
