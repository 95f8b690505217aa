/** What the rules about Python and about the checking itself say, in Korean: by rule and English sentence, values as numbered places. A test holds it against the pages of the rules. */
export const koreanPython: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RC001: {
    'this could not be parsed, so nothing is said about it; the rest of the file is checked':
      '이 부분은 읽지 못해 아무 말도 하지 않습니다. 파일의 나머지는 검사합니다',
  },
  RC002: {
    'nothing here is reported by {0}; remove it from the suppression': '{0}은(는) 여기서 아무것도 알리지 않습니다. 무시 주석에서 빼세요',
    'this suppression silences nothing; remove it': '이 무시 주석은 아무것도 잠재우지 않습니다. 없애세요',
    'Remove the unused suppression': '쓰이지 않는 무시 주석 없애기',
  },
  RC003: {
    '`{0}` names no rule, so it silences nothing; `decref rules` lists the names and codes':
      '`{0}`은(는) 규칙의 이름이 아니라 아무것도 잠재우지 않습니다. `decref rules`가 이름과 코드를 보여 줍니다',
  },
  RC101: {
    '`{0}` {1}, so its count never reaches zero and only the collector frees it{2}; keep a weak reference, or none':
      '`{0}`: {1}. 참조 횟수가 0이 되지 않아 수집기만 해제합니다{2}. 약한 참조를 두거나 두지 마세요',
    'holds itself': '자기 자신을 붙잡음',
    'holds itself through a `{0}` of its own': '자기의 `{0}`을(를) 거쳐 자신을 붙잡음',
    ', and its `__del__` runs late or never': '. `__del__`은 늦게 실행되거나 실행되지 않습니다',
  },
  RC102: {
    '{0}, so their counts never reach zero and only the collector frees them; hold one of them weakly, or let go of it in `close`':
      '{0}. 참조 횟수가 0이 되지 않아 수집기만 해제합니다. 하나를 약하게 붙잡거나 `close`에서 놓으세요',
  },
  RC103: {
    '{0}, so no count in this ring reaches zero and only the collector frees it; {1}':
      '{0}. 이 고리의 참조 횟수는 0이 되지 않아 수집기만 해제합니다. {1}',
    '{0} keeps {1} through {2}, which leads back to it': '{0}이(가) {2}을(를) 거쳐 되돌아오는 {1}을(를) 붙잡음',
    '{0} keeps {1}, which leads back to it': '{0}이(가) 되돌아오는 {1}을(를) 붙잡음',
    'hold the object weakly in the callback, or let go of the callback when it is done':
      '콜백에서 객체를 약하게 붙잡거나, 끝나면 콜백을 놓으세요',
    'keep a `weakref.WeakMethod`, or look the method up when it is called': '`weakref.WeakMethod`를 두거나, 호출할 때 메서드를 찾으세요',
    'Keep a `weakref.WeakMethod`': '`weakref.WeakMethod` 두기',
  },
  RC104: {
    '`{0}` keeps the exception behind its handler, and its traceback holds this frame, in which `{1}` leads to it: a cycle that keeps all locals of the function until the collector comes; set `{2} = None` in `finally`, or drop the traceback':
      '`{0}`이(가) 처리기 뒤에서도 예외를 붙잡고, 그 트레이스백은 `{1}`이(가) 예외로 이어지는 이 프레임을 붙잡습니다. 수집기가 올 때까지 모든 지역 변수를 붙잡는 순환입니다. `finally`에서 `{2} = None`으로 하거나 트레이스백을 버리세요',
    '`{0}` keeps the exception behind its handler, and its traceback holds this frame, in which `{1}` leads to it: a cycle that keeps all locals of the function until the collector comes; drop the traceback':
      '`{0}`이(가) 처리기 뒤에서도 예외를 붙잡고, 그 트레이스백은 `{1}`이(가) 예외로 이어지는 이 프레임을 붙잡습니다. 수집기가 올 때까지 모든 지역 변수를 붙잡는 순환입니다. 트레이스백을 버리세요',
    'the exception is caught here, so its traceback begins with this frame': '예외를 여기서 잡아 트레이스백이 이 프레임에서 시작함',
    'Set `{0} = None` in `finally`': '`finally`에서 `{0} = None`으로 하기',
    'Drop the traceback': '트레이스백 버리기',
  },
  RC105: {
    '`{0}` keeps {1}, and with it every variable of the calls that led here, for as long as its object lives; keep what is needed of it, such as a text':
      '`{0}`이(가) {1}을(를) 붙잡아, 객체가 사는 동안 여기까지 온 호출의 모든 변수를 붙잡습니다. 글처럼 필요한 것만 두세요',
    '`{0}` keeps {1} that leads to this very call, whose variables `{2}` is one of: a cycle, so they all wait for the collector; set it to `None` in `finally`':
      '`{0}`이(가) 바로 이 호출로 이어지는 {1}을(를) 붙잡는데 `{2}`도 그 변수의 하나입니다. 순환이라 모두 수집기를 기다립니다. `finally`에서 `None`으로 하세요',
    'an exception with its traceback': '트레이스백을 가진 예외',
    'a frame': '프레임',
    'a traceback': '트레이스백',
    'Set {0} to `None` in `finally`': '`finally`에서 {0}을(를) `None`으로 하기',
  },
  RC106: {
    '{0}, so {1} waits for the collector, and may never come; hold one of the links weakly, or release it in a method that is called':
      '{0}. {1}은(는) 수집기를 기다리며 오지 않을 수도 있습니다. 이음 하나를 약하게 하거나, 호출되는 메서드에서 놓으세요',
    '{0} is kept in `self.{1}`': '{0}이(가) `self.{1}`에 있음',
    '{0} keeps {1}, which leads back to it': '{0}이(가) 되돌아오는 {1}을(를) 붙잡음',
    '{0} holds itself': '{0}이(가) 자신을 붙잡음',
    'the release of {0} in `{1}`': '`{1}`의 {0}을(를) 놓는 일',
    'its end': '그 끝',
  },
  RC107: {
    '{0}, so {1} leaves a cycle for the collector; define it outside, or `del` the name when it is done':
      '{0}. {1}마다 수집기에 순환을 남깁니다. 밖에서 정의하거나 끝나면 이름을 `del`하세요',
    'every call of `{0}`': '`{0}`의 호출',
    'every run around it': '둘레의 실행',
    '{0} refers to itself through a variable of the function around it': '{0}이(가) 둘레 함수의 변수를 거쳐 자신을 가리킴',
    '{0} and {1} refer to each other through variables of the function around them':
      '{0}과(와) {1}이(가) 둘레 함수의 변수를 거쳐 서로 가리킴',
    '`{0}` holds the variable `{1}`, and so the function in it': '`{0}`이(가) 변수 `{1}`과 그 안의 함수를 붙잡음',
  },
  RC201: {
    'the cache belongs to the class and is keyed by `self`, so every `{0}` that `{1}` was called on lives until the program ends; make one cache for each instance, or use `functools.cached_property`':
      '캐시는 클래스의 것이고 `self`를 키로 삼아, `{1}`을(를) 호출한 `{0}`은(는) 모두 프로그램이 끝날 때까지 삽니다. 인스턴스마다 캐시를 두거나 `functools.cached_property`를 쓰세요',
    'the cache belongs to the class and is keyed by `self`, so it keeps up to {0} calls of `{1}` with their `{2}` alive; make one cache for each instance':
      '캐시는 클래스의 것이고 `self`를 키로 삼아, `{1}` 호출 {0}개까지 그 `{2}`을(를) 살려 둡니다. 인스턴스마다 캐시를 두세요',
    'Use `functools.cached_property`': '`functools.cached_property` 쓰기',
    'Make one cache for each instance': '인스턴스마다 캐시 두기',
  },
  RC202: {
    '`{0}` {1}, is added to here and never emptied: it grows for ever; take out what is done with, bound it, or hold it weakly':
      '`{0}`: {1}. 여기서 더해지고 비워지지 않아 끝없이 커집니다. 다 쓴 것을 빼거나, 한도를 두거나, 약하게 붙잡으세요',
    '`{0}` {1}, is added to in `{2}` and never emptied: it grows for ever; take out what is done with, bound it, or hold it weakly':
      '`{0}`: {1}. `{2}`에서 더해지고 비워지지 않아 끝없이 커집니다. 다 쓴 것을 빼거나, 한도를 두거나, 약하게 붙잡으세요',
    'belongs to the class `{0}`, so all instances share it and it lives as long as the class':
      '클래스 `{0}`의 것이라 모든 인스턴스가 나누며 클래스만큼 오래 삶',
    'lives as long as the `{0}` of this module': '이 모듈의 `{0}`만큼 오래 삶',
    'lives as long as the module': '모듈만큼 오래 삶',
    'lives as long as a loop that never ends': '끝나지 않는 루프만큼 오래 삶',
    'the {0} is made here': '{0}이(가) 여기서 생김',
    'and added to here': '여기서도 더함',
    'added to here': '여기서 더함',
  },
  RC203: {
    'the default of `{0}` is made once, when `def` runs, and shared by all calls: {1}; use `None` and make it inside':
      '`{0}`의 기본값은 `def`가 실행될 때 한 번 만들어져 모든 호출이 나눕니다: {1}. `None`을 쓰고 안에서 만드세요',
    'what each call puts in stays, and the next call finds it': '호출이 넣은 것이 남아 다음 호출이 보게 됨',
    'a change in one call is there in all later ones': '한 호출의 변경이 다음 호출에도 남음',
    'whoever gets it holds the object that all later calls use': '받은 쪽이 다음 호출들이 쓸 객체를 붙잡음',
    'it grows here': '여기서 커짐',
    'it is changed here': '여기서 바뀜',
    'it is handed out here': '여기서 내줌',
    'Make `{0}` inside': '`{0}`을(를) 안에서 만들기',
  },
  RC204: {
    '`{0}` keeps {1} from here on, and nothing in `{2}` takes it back, so the object lives as long as `{3}` does; call `{4}` when it is done, or register a weak method':
      '여기부터 `{0}`이(가) {1}을(를) 붙잡는데 `{2}`의 어디서도 되찾지 않아 객체가 `{3}`만큼 오래 삽니다. 끝나면 `{4}`을(를) 호출하거나 약한 메서드를 등록하세요',
    'this function, which holds `self`': '`self`를 붙잡은 이 함수',
    'this method': '이 메서드',
  },
  RC205: {
    'the signal holds its receivers weakly, and nothing else holds this lambda, so it is gone at once and never runs; use a function of the module, or `weak=False`':
      '시그널은 수신자를 약하게 붙잡는데 이 lambda를 달리 붙잡는 것이 없어 바로 사라지고 실행되지 않습니다. 모듈의 함수를 쓰거나 `weak=False`로 하세요',
    'the signal holds its receivers weakly, and nothing else holds this inner function after the call, so it is gone then and never runs; use a function of the module, or `weak=False`':
      '시그널은 수신자를 약하게 붙잡는데 호출 뒤 이 안쪽 함수를 달리 붙잡는 것이 없어 사라지고 실행되지 않습니다. 모듈의 함수를 쓰거나 `weak=False`로 하세요',
    '`{0}` makes a new bound method each time, and nothing else holds it, so the weak reference is dead at once; use `weakref.WeakMethod`':
      '`{0}`은(는) 매번 새 바운드 메서드를 만들고 달리 붙잡는 것이 없어 약한 참조가 바로 죽습니다. `weakref.WeakMethod`를 쓰세요',
    'nothing but this expression holds {0}, so the weak reference is dead at once; keep the object somewhere':
      '이 식 말고는 {0}을(를) 붙잡는 것이 없어 약한 참조가 바로 죽습니다. 객체를 어딘가에 두세요',
    'the new `{0}`': '새 `{0}`',
    'the lambda': 'lambda',
    'the set': '집합',
    'the bound method': '바운드 메서드',
    'the partial': 'partial',
    'Use `weakref.WeakMethod`': '`weakref.WeakMethod` 쓰기',
  },
  RC206: {
    '{0} waits for the end of `{1}` and {2}, so `{3}` is kept alive by it and {4}; give it what it needs, and not `{5}`':
      '{0}은(는) `{1}`의 끝을 기다리면서 {2}, 그래서 `{3}`을(를) 살려 두어 {4}. `{5}` 말고 필요한 것만 주세요',
    'the finalizer': '종료자',
    'it never runs before the interpreter exits': '인터프리터가 끝나기 전에는 실행되지 않습니다',
    'the callback of the weak reference': '약한 참조의 콜백',
    'it never runs while that is kept': '그것이 남아 있는 동안 실행되지 않습니다',
    'the value in the weak table': '약한 표의 값',
    'the entry is never dropped': '항목이 빠지지 않습니다',
    'is given it': '그것을 받으며',
    'is an inner function that uses it': '그것을 쓰는 안쪽 함수이며',
    'is a method bound to it': '그것에 묶인 메서드이며',
    'is a lambda that uses it': '그것을 쓰는 lambda이며',
    '`{0}` is what it waits for': '`{0}`이(가) 기다리는 것',
    'Give it `{0}`': '`{0}` 주기',
  },
  RC207: {
    '`{0}` holds each `{1}` from here on and never lets one go, so none of them is ever freed; use `weakref.{2}`':
      '여기부터 `{0}`이(가) `{1}`을(를) 모두 붙잡고 놓지 않아 어느 것도 해제되지 않습니다. `weakref.{2}`을(를) 쓰세요',
    'the {0} is made here': '{0}이(가) 여기서 생김',
    'Hold the instances weakly, in a `{0}`': '인스턴스를 `{0}`에 약하게 붙잡기',
  },
  RC208: {
    'only the local `{0}` holds this task, and it goes when this function ends; the task may then be collected while it runs; await it, or keep it in a set until it is done':
      '지역 변수 `{0}`만 이 태스크를 붙잡는데 함수가 끝나면 사라집니다. 실행 중에 수집될 수 있으니 await하거나 끝날 때까지 집합에 두세요',
    'only objects of this call hold the task `{0}`, and they die when it returns; the loop keeps only a weak reference, so the task may be collected while it runs; keep it in a set that outlives the call':
      '이 호출의 객체만 태스크 `{0}`을(를) 붙잡는데 돌아가면 사라집니다. 루프는 약한 참조만 두어 실행 중에 수집될 수 있습니다. 호출보다 오래 사는 집합에 두세요',
    'only the local `{0}` holds this task, and a done-callback does not keep it; it may be collected while it runs; keep it in a set until it is done, or use a `TaskGroup`':
      '지역 변수 `{0}`만 이 태스크를 붙잡고 done 콜백은 붙잡지 않습니다. 실행 중에 수집될 수 있으니 끝날 때까지 집합에 두거나 `TaskGroup`을 쓰세요',
    '`shield` runs this in a task of its own, which nothing holds once the outer call is cancelled, so it may vanish while it runs; keep the task in a variable or a set first':
      '`shield`는 이것을 따로 둔 태스크로 실행하는데 바깥 호출이 취소되면 붙잡는 것이 없어 실행 중에 사라질 수 있습니다. 먼저 태스크를 변수나 집합에 두세요',
    'nothing holds this task: the loop keeps only a weak reference, so it may be collected while it runs; keep it in a set until it is done, or use a `TaskGroup`':
      '이 태스크를 붙잡는 것이 없습니다. 루프는 약한 참조만 두어 실행 중에 수집될 수 있습니다. 끝날 때까지 집합에 두거나 `TaskGroup`을 쓰세요',
    'Keep the task in `{0}` until it is done': '끝날 때까지 태스크를 `{0}`에 두기',
  },
  RC209: {
    '{0} is released only if the generator runs to its end: whoever stops early leaves it open; {1}':
      '제너레이터가 끝까지 가야 {0}이(가) 놓입니다. 일찍 멈추면 열린 채 남습니다. {1}',
  },
  RC210: {
    'while this waits, {0} still holds what the turn before was about, so that lives until the next item comes; set it to `None` before waiting':
      '기다리는 동안 {0}이(가) 앞 차례의 것을 붙잡아 다음 항목이 올 때까지 삽니다. 기다리기 전에 `None`으로 하세요',
    'while this waits, {0} still hold what the turn before was about, so that lives until the next item comes; set them to `None` before waiting':
      '기다리는 동안 {0}이(가) 앞 차례의 것을 붙잡아 다음 항목이 올 때까지 삽니다. 기다리기 전에 `None`으로 하세요',
    'Let go of the item before waiting': '기다리기 전에 항목 놓기',
  },
  RC211: {
    '`__del__` is the only place that takes `{0}` back, but that method holds the object as long as it is registered, so `__del__` never runs; take it back in `close`':
      '`{0}`을(를) 되찾는 곳은 `__del__`뿐인데 등록된 동안 그 메서드가 객체를 붙잡아 `__del__`이 실행되지 않습니다. `close`에서 되찾으세요',
    'it is registered here': '여기서 등록됨',
    '`__del__` gives the dying object to somebody who keeps it: it lives on, half cleaned up, and `__del__` does not run again; let something else than the object itself be kept':
      '`__del__`이 죽어 가는 객체를 붙잡는 쪽에 넘깁니다. 반쯤 정리된 채 살아남고 `__del__`은 다시 실행되지 않습니다. 객체 자신이 아닌 것을 두게 하세요',
    '`__del__` waits for `{0}`, and it may be called at any moment, also inside code of the same thread that holds this lock: then neither goes on; use an `RLock`, or leave the work to `close`':
      '`__del__`이 `{0}`을(를) 기다리는데, 같은 스레드가 이 락을 쥔 코드 안에서도 언제든 호출될 수 있어 둘 다 멈춥니다. `RLock`을 쓰거나 일을 `close`에 맡기세요',
    '`__del__` reads `{0}`, which `__init__` sets only after it may have raised: then this raises `AttributeError`, which is printed and lost, and nothing is cleaned up; set it first, or in the class':
      '`__del__`이 읽는 `{0}`은(는) `__init__`이 예외를 낼 수 있는 곳 뒤에서 정해집니다. 그러면 `AttributeError`가 출력되고 사라지며 아무것도 정리되지 않습니다. 먼저 정하거나 클래스에서 정하세요',
    '`__init__` may raise here': '`__init__`이 여기서 예외를 낼 수 있음',
  },
  RC212: {
    'the instance is stored in `{0}` and looked for in `{1}`, which nothing fills, so every call makes another one; store it in `{2}`':
      '인스턴스를 `{0}`에 두고 아무도 채우지 않는 `{1}`에서 찾아 호출마다 새로 만듭니다. `{2}`에 두세요',
    'Store it in `{0}`': '`{0}`에 두기',
    '`{0}` returns what it makes the first time and nothing afterwards, so every later call gives `None`; return the instance after the `if`':
      '`{0}`은(는) 처음 만든 것만 돌려주고 그 뒤에는 돌려주지 않아 다음 호출은 모두 `None`입니다. `if` 뒤에서 인스턴스를 돌려주세요',
    '`{0}` returns nothing when it makes the instance, so that call gives `None`; return the instance after the `if`':
      '`{0}`은(는) 인스턴스를 만들 때 돌려주지 않아 그 호출은 `None`입니다. `if` 뒤에서 인스턴스를 돌려주세요',
    'it is looked for here': '여기서 찾음',
  },
  RC301: {
    '{0} is opened and {1}, so it stays when nothing knows of it any more; {2}':
      '{0}을(를) 열고서: {1}. 아는 것이 없어져도 그대로 남습니다. {2}',
    '{0} is opened and {1}, so it stays open until the object happens to die; {2}':
      '{0}을(를) 열고서: {1}. 객체가 우연히 죽을 때까지 열려 있습니다. {2}',
    'its name is bound again or deleted before it is released': '놓기 전에 이름이 다시 쓰이거나 지워짐',
    'not released on every way': '모든 경로에서 놓지는 않음',
    'nothing keeps it to release it': '놓을 수 있게 붙잡은 것이 없음',
    'never released': '놓지 않음',
  },
  RC302: {
    '{0} is released at the end, but {1}; {2}': '{0}을(를) 끝에서 놓지만, {1}. {2}',
    'the function returns before that': '그 전에 함수가 돌아감',
    'not when something in between raises': '중간에 예외가 나면 놓지 않음',
  },
  RC303: {
    '{0} is kept in `self.{1}`{2}, and {3}, so it stays open until the object happens to die; release it in `close`, and make the class a context manager':
      '{0}이(가) `self.{1}`에 있는데{2} {3}. 객체가 우연히 죽을 때까지 열려 있습니다. `close`에서 놓고 클래스를 컨텍스트 매니저로 만드세요',
    '{0} is kept in `self.{1}`, and {2}, so it stays open until the object happens to die; release it in `close`, and make the class a context manager':
      '{0}이(가) `self.{1}`에 있는데 {2}. 객체가 우연히 죽을 때까지 열려 있습니다. `close`에서 놓고 클래스를 컨텍스트 매니저로 만드세요',
    ' (and {0})': ' ({0}도)',
    '`{0}` has no method that releases it': '`{0}`에 놓는 메서드가 없음',
    '`{0}` releases `{1}` and not this one': '`{0}`은(는) `{1}`만 놓고 이것은 놓지 않음',
    '{0} is kept in `self.{1}`': '{0}이(가) `self.{1}`에 있음',
    'Release it in `close`': '`close`에서 놓기',
    'Add `close`, and make the class a context manager': '`close`를 추가하고 컨텍스트 매니저로 만들기',
  },
  RC304: {
    'leaving this `with` ends the transaction and does not close the connection, which stays open until its last reference goes; use `with closing({0}(…))`':
      '이 `with`를 나가면 트랜잭션만 끝나고 연결은 닫히지 않아 마지막 참조가 사라질 때까지 열려 있습니다. `with closing({0}(…))`을 쓰세요',
    'Close the connection with `contextlib.closing`': '`contextlib.closing`으로 연결 닫기',
  },
  RC305: {
    'when the body of the `with` raises, the exception comes out of the `yield` and this never runs; put the `yield` into `try` and the clean-up into `finally`':
      '`with` 본문이 예외를 내면 `yield`에서 예외가 나와 이것이 실행되지 않습니다. `yield`를 `try`에, 정리를 `finally`에 두세요',
    'the exception is raised here': '예외가 여기서 남',
    'Clean up in `finally`': '`finally`에서 정리하기',
  },
  RC306: {
    '`{0}` {1}, and nothing stops it: the {2} goes on and keeps {3} alive with it; {4}':
      '`{0}`: {1}. 아무도 멈추지 않아 {2}이(가) 계속되며 {3}을(를) 살려 둡니다. {4}',
    'what it captures': '붙잡은 것',
    'and never asked to `{0}`': '`{0}`을(를) 요청받지 않음',
    'and its handle is dropped': '핸들을 버림',
    'the {0} is started {1}, {2}; {3}': '{0}을(를) 시작하고 {1}. {2}. {3}',
    'keep it, and `cancel` it when its owner is done': '두었다가 소유자가 끝나면 `cancel`하세요',
    'keep it, and `join` it when its owner is done': '두었다가 소유자가 끝나면 `join`하세요',
    'starts the timer again whenever it runs': '실행될 때마다 타이머를 다시 시작함',
    'never ends': '끝나지 않음',
    'so it cannot be cancelled: it keeps what it will call alive, and the program waits for it':
      '취소할 수 없어 호출할 것을 살려 두고 프로그램이 기다립니다',
    'so nothing takes its exit status: it remains as a zombie': '종료 상태를 받는 것이 없어 좀비로 남습니다',
    'so nothing knows when it is done, and the program waits for it at its end':
      '언제 끝나는지 아는 것이 없고 프로그램이 끝에서 기다립니다',
    '`join` it, or make it a `daemon`': '`join`하거나 `daemon`으로 만드세요',
    thread: '스레드',
    timer: '타이머',
    process: '프로세스',
  },
  RC401: {
    '`gc.collect()` walks every tracked object on each turn of this loop, and references that reach zero free their objects without it; remove it, or call it once after the loop':
      '`gc.collect()`가 이 루프마다 추적하는 모든 객체를 훑습니다. 참조가 0이 되면 그것 없이도 해제됩니다. 없애거나 루프 뒤에 한 번 호출하세요',
    'this call runs `gc.collect()` on each turn of this loop, which walks every tracked object each time; collect once after the loop':
      '이 호출이 루프마다 `gc.collect()`를 실행하여 매번 모든 객체를 훑습니다. 루프 뒤에 한 번 수집하세요',
    'the loop begins here': '루프가 여기서 시작함',
    'the collection happens here': '수집이 여기서 일어남',
    'Remove `gc.collect()`': '`gc.collect()` 없애기',
  },
  RC402: {
    'a threshold of 0 turns automatic collection off, so that cycles stay until somebody collects; raise the threshold, or use `gc.freeze()`':
      '임계값 0은 자동 수집을 꺼서 누가 수집할 때까지 순환이 남습니다. 임계값을 올리거나 `gc.freeze()`를 쓰세요',
    '`gc.collect()` walks every tracked object, and what no cycle holds is free without it; leave it to the collector, or cut the cycle that needs it':
      '`gc.collect()`는 추적하는 모든 객체를 훑는데 순환이 붙잡지 않은 것은 그것 없이도 해제됩니다. 수집기에 맡기거나 필요한 순환을 끊으세요',
    'Remove `gc.collect()`': '`gc.collect()` 없애기',
    'nothing in this file turns the collector on again, so that cycles stay until the process ends; call `gc.enable()` in a `finally`':
      '이 파일의 어디서도 수집기를 다시 켜지 않아 프로세스가 끝날 때까지 순환이 남습니다. `finally`에서 `gc.enable()`을 호출하세요',
    'an exception between `gc.disable()` and `gc.enable()` leaves the collector off; enable it in a `finally`':
      '`gc.disable()`과 `gc.enable()` 사이에 예외가 나면 수집기가 꺼진 채 남습니다. `finally`에서 켜세요',
    'it is turned on again here, if nothing raises before': '그 전에 예외가 없으면 여기서 다시 켜짐',
  },
  RC403: {
    '`del {0}` frees nothing earlier: {1}; leave it out': '`del {0}`은(는) 아무것도 더 일찍 해제하지 않습니다: {1}. 빼세요',
    'Remove `del {0}`': '`del {0}` 없애기',
    '`{0}` still holds the object, and the next turn rebinds the name': '`{0}`이(가) 여전히 객체를 붙잡고 다음 차례에 이름이 다시 쓰임',
    'the handler ends here, and its name with it': '처리기가 여기서 끝나며 그 이름도 사라짐',
    'the function ends here, and its locals with it': '함수가 여기서 끝나며 지역 변수도 사라짐',
    'the function returns here, and its locals end with it': '함수가 여기서 돌아가며 지역 변수도 사라짐',
    'the name is given another value right after it': '바로 뒤에 이름이 다른 값을 받음',
    'the display still holds the object, and the next turn rebinds the name': '목록이 여전히 객체를 붙잡고 다음 차례에 이름이 다시 쓰임',
    'the next turn rebinds the name': '다음 차례에 이름이 다시 쓰임',
    'the next turn of the loop rebinds the name, which frees the one before': '루프의 다음 차례에 이름이 다시 쓰여 앞의 것이 해제됨',
  },
  RC404: {
    'letting go of `{0}` frees nothing: {1} still holds the object; let go of that too, or leave this out':
      '`{0}`을(를) 놓아도 아무것도 해제되지 않습니다. {1}이(가) 여전히 객체를 붙잡습니다. 그것도 놓거나 이것을 빼세요',
    'letting go of `{0}` frees nothing: {1} still hold the object; let go of that too, or leave this out':
      '`{0}`을(를) 놓아도 아무것도 해제되지 않습니다. {1}이(가) 여전히 객체를 붙잡습니다. 그것도 놓거나 이것을 빼세요',
    '{0} and {1} more': '{0} 외 {1}개',
    'held by {0}': '{0}이(가) 붙잡음',
  },
  RC405: {
    'this is {0} on CPython {1}: {2}': 'CPython {1}에서 이것은 {0}입니다: {2}',
    'never true': '언제나 거짓',
    'always true': '언제나 참',
    '`{0}` is immortal there, and its count is a constant without meaning; count an object of your own':
      '거기서 `{0}`은(는) 불멸이라 참조 횟수는 뜻 없는 상수입니다. 직접 만든 객체를 세세요',
    '`sys.getrefcount({0})` gives {1} here, as {2} hold it and {3}; compare with {4}, or with a count taken before':
      '여기서 `sys.getrefcount({0})`은(는) {1}을(를) 줍니다. {2}이(가) 붙잡고, {3}. {4}이나 미리 센 값과 비교하세요',
    '`sys.getrefcount({0})` gives {1} here, as {2} holds it and {3}; compare with {4}, or with a count taken before':
      '여기서 `sys.getrefcount({0})`은(는) {1}을(를) 줍니다. {2}이(가) 붙잡고, {3}. {4}이나 미리 센 값과 비교하세요',
    '`sys.getrefcount` gives at least {0} for something that has a name, as the call borrows what the name holds; compare with a count taken before':
      '이름이 있으면 `sys.getrefcount`는 적어도 {0}을(를) 줍니다. 호출이 이름이 붙잡은 것을 빌립니다. 미리 센 값과 비교하세요',
    '`sys.getrefcount` gives at least {0} for something that has a name, as the call itself holds one reference more; compare with a count taken before':
      '이름이 있으면 `sys.getrefcount`는 적어도 {0}을(를) 줍니다. 호출 자신이 참조를 하나 더 붙잡습니다. 미리 센 값과 비교하세요',
    'from 3.14 on the call borrows a plain local instead of adding a reference': '3.14부터 호출은 지역 변수에 참조를 더하지 않고 빌림',
    'the call itself holds one reference more': '호출 자신이 참조를 하나 더 붙잡음',
  },
  RC501: {
    '`{0}` is a plain local that nothing else holds, so CPython {1} grows it in place; elsewhere each turn copies the whole text, so {2}':
      '`{0}`은(는) 달리 붙잡는 것이 없는 지역 변수라 CPython {1}은(는) 제자리에서 늘립니다. 다른 구현은 차례마다 글 전체를 복사합니다. {2}',
    'each turn copies all of `{0}`, which is quadratic: {1}; {2}': '차례마다 `{0}` 전체를 복사하여 제곱 시간이 듭니다: {1}. {2}',
    '`{0}` is shared with another function, and CPython {1} grows only plain locals in place':
      '`{0}`은(는) 다른 함수와 나누며 CPython {1}은(는) 지역 변수만 제자리에서 늘림',
    "CPython {0} grows only a function's plain locals in place, not names of a module or class":
      'CPython {0}은(는) 함수의 지역 변수만 제자리에서 늘리고 모듈이나 클래스의 이름은 그러지 않음',
    '`{0}` keeps another reference to it': '`{0}`이(가) 참조를 하나 더 붙잡음',
    'gather the parts in a list and use `b"".join`, or a `bytearray`': '조각을 리스트에 모아 `b"".join`이나 `bytearray`를 쓰세요',
    'gather the parts in a list and use `"".join`': '조각을 리스트에 모아 `"".join`을 쓰세요',
    '`bytes` are never grown in place': '`bytes`는 제자리에서 늘지 않음',
    'an attribute holds the text while the sum is made': '더하는 동안 속성이 글을 붙잡음',
    'a container holds the text while the sum is made': '더하는 동안 컨테이너가 글을 붙잡음',
    'a global of the module holds the text while the sum is made': '더하는 동안 모듈의 전역이 글을 붙잡음',
    'only the last of several additions could store into it': '여러 덧셈 가운데 마지막만 거기에 저장할 수 있음',
    'the text stands behind another operand': '글이 다른 피연산자 뒤에 있음',
    'Gather the parts in `{0}` and join them': '조각을 `{0}`에 모아 합치기',
  },
  RC502: {
    'this chain of `+` makes a string only to throw it away; an f-string builds the text in one piece':
      '이 `+` 이음은 문자열을 만들었다 버립니다. f-string은 글을 한 번에 만듭니다',
    'this chain of `+` makes {0} strings only to throw them away; an f-string builds the text in one piece':
      '이 `+` 이음은 문자열 {0}개를 만들었다 버립니다. f-string은 글을 한 번에 만듭니다',
    'Write an f-string': 'f-string으로 쓰기',
  },
  RC503: {
    '`{0}` walks its argument once, so the list is held whole for nothing; leave out the brackets':
      '`{0}`은(는) 인수를 한 번 훑을 뿐이라 리스트 전체를 쓸데없이 붙잡습니다. 대괄호를 빼세요',
    'Leave out `{0}()`': '`{0}()` 빼기',
    'Leave out the brackets': '대괄호 빼기',
    '`for` walks `{0}(…)` as it is, so the {1} is held whole for nothing; leave out `{2}()`':
      '`for`는 `{0}(…)`을(를) 그대로 훑을 수 있어 {1} 전체를 쓸데없이 붙잡습니다. `{2}()`을(를) 빼세요',
  },
  RC504: {
    'this loop only copies its items into `{0}`; `{1}(…)` does it in one step, without a call for each item':
      '이 루프는 항목을 `{0}`에 옮길 뿐입니다. `{1}(…)`은(는) 항목마다 호출하지 않고 한 번에 합니다',
    'this loop only fills `{0}`; a {1} comprehension makes it in one expression, without a call for each item':
      '이 루프는 `{0}`을(를) 채울 뿐입니다. {1} 컴프리헨션은 항목마다 호출하지 않고 식 하나로 만듭니다',
    '`{0}` is made empty here': '`{0}`이(가) 여기서 비어 생김',
    'Use `{0}()`': '`{0}()` 쓰기',
    'Use a comprehension': '컴프리헨션 쓰기',
  },
  RC505: {
    'these loops only pair each item of `{0}` with each of `{1}`; `itertools.product` walks the pairs in one loop':
      '이 루프들은 `{0}`과(와) `{1}`의 항목을 짝지을 뿐입니다. `itertools.product`는 짝을 루프 하나로 훑습니다',
    'the outer loop only hands its `{0}` to the inner one; `itertools.chain.from_iterable` walks all items in one loop':
      '바깥 루프는 `{0}`을(를) 안쪽에 넘길 뿐입니다. `itertools.chain.from_iterable`은 모든 항목을 루프 하나로 훑습니다',
    'Use `{0}`': '`{0}` 쓰기',
  },
  RC506: {
    '`{0}` is looked up on every turn and is the same each time: {1}; give it a local name before the loop':
      '`{0}`을(를) 차례마다 찾는데 매번 같습니다: {1}. 루프 전에 지역 이름을 주세요',
    'CPython {0} keeps what it found where it looked, so it matters little there; it does up to 3.10':
      'CPython {0}은(는) 찾은 곳에 찾은 것을 두어 영향이 적음. 3.10까지는 큼',
    'CPython {0} looks through the object and its class each time; from 3.11 on it matters little':
      'CPython {0}은(는) 매번 객체와 클래스를 뒤짐. 3.11부터는 영향이 적음',
    'Look `{0}` up before the loop': '루프 전에 `{0}` 찾아 두기',
  },
  RC507: {
    'each turn makes a new {0} and copies all of `{1}`, which is quadratic; {2}':
      '차례마다 새 {0}을(를) 만들며 `{1}` 전체를 복사하여 제곱 시간이 듭니다. {2}',
    'Use `{0}.{1}`': '`{0}.{1}` 쓰기',
    'each turn copies what is left of `{0}`, which is quadratic; keep an index':
      '차례마다 `{0}`의 나머지를 복사하여 제곱 시간이 듭니다. 인덱스를 두세요',
    'each turn copies what is left of `{0}`, which is quadratic; keep an index, or use `collections.deque` and `popleft`':
      '차례마다 `{0}`의 나머지를 복사하여 제곱 시간이 듭니다. 인덱스를 두거나 `collections.deque`와 `popleft`를 쓰세요',
    '`sum` makes a new {0} for each addition and copies all that was there, which is quadratic; use `{1}(itertools.chain.from_iterable(…))`':
      '`sum`은 더할 때마다 새 {0}을(를) 만들며 있던 것을 모두 복사하여 제곱 시간이 듭니다. `{1}(itertools.chain.from_iterable(…))`을 쓰세요',
    'each turn walks the list `{0}` from its start, which is quadratic; keep a `set` beside it to ask':
      '차례마다 리스트 `{0}`을(를) 처음부터 훑어 제곱 시간이 듭니다. 물어볼 `set`을 곁에 두세요',
    'each turn walks the list `{0}` from its start, and the loop makes it longer, which is quadratic; keep a `set` beside it to ask':
      '차례마다 리스트 `{0}`을(를) 처음부터 훑고 루프가 그것을 늘려 제곱 시간이 듭니다. 물어볼 `set`을 곁에 두세요',
    '`{0}` grows here': '`{0}`이(가) 여기서 커짐',
    'gather the items in a list, and make the tuple once': '항목을 리스트에 모아 튜플은 한 번만 만드세요',
    '`append` and `extend` add in place': '`append`와 `extend`는 제자리에서 더합니다',
    'use `collections.deque` and `appendleft`, or append and reverse once':
      '`collections.deque`와 `appendleft`를 쓰거나, 뒤에 더하고 한 번 뒤집으세요',
  },
  RC508: {
    'each `{0}` carries a `__dict__` for the same attribute, and many are made; {1}':
      '`{0}`마다 같은 속성을 위한 `__dict__`를 지니는데 많이 만들어집니다. {1}',
    'each `{0}` carries a `__dict__` for the same {1} attributes, and many are made; {2}':
      '`{0}`마다 같은 속성 {1}개를 위한 `__dict__`를 지니는데 많이 만들어집니다. {2}',
    'give it `__slots__ = ({0})`': '`__slots__ = ({0})`을(를) 주세요',
    '`__slots__` saves nothing here: `{0}` has none, so each object has a `__dict__` all the same; give `{1}` `__slots__` too':
      '여기서 `__slots__`는 아끼는 것이 없습니다. `{0}`에 없어 객체마다 `__dict__`가 있습니다. `{1}`에도 `__slots__`를 주세요',
    'make it `@dataclass(slots=True)`': '`@dataclass(slots=True)`로 만드세요',
    'made here again and again, and kept': '여기서 거듭 만들어 둠',
    'the base class without `__slots__`': '`__slots__`가 없는 기반 클래스',
    'Add `__slots__`': '`__slots__` 추가',
  },
  RC509: {
    '`read().{0}()` keeps the whole file in memory twice, and the loop needs one line at a time; walk the file itself':
      '`read().{0}()`은(는) 파일 전체를 메모리에 두 번 두는데 루프는 한 줄씩만 필요합니다. 파일 자체를 훑으세요',
    '`readlines()` keeps every line of the file in a list at once, and the loop needs one at a time; walk the file itself':
      '`readlines()`는 파일의 모든 줄을 한꺼번에 리스트에 두는데 루프는 하나씩만 필요합니다. 파일 자체를 훑으세요',
    'Walk the file itself': '파일 자체를 훑기',
  },
};
