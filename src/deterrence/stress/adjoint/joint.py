class JointState:
    def __init__(self,*a): raise NotImplementedError
