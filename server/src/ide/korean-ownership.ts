/** What hover says about references in Rust, in Korean: by English sentence and its parts. A test holds it against the page of ownership. */
export const koreanOwnership: Readonly<Record<string, string>> = {
  '{0} — `{1}`': '{0} — `{1}`',
  '{0}: {1}': '{0}: {1}',
  '{0}; {1}': '{0}; {1}',
  '{0}, {1}': '{0}, {1}',
  'creates a strong reference to the same object (+1 here, released when the result is dropped)':
    '같은 객체에 강한 참조를 만듦(여기서 +1, 결과가 drop될 때 놓임)',
  'the result owns a new reference (+1 on what it returns, released when it is dropped); the receiver is only borrowed':
    '결과가 새 참조를 가짐(돌려주는 객체에 +1, drop될 때 놓임). 받는 쪽은 빌릴 뿐임',
  'borrows: no count changes': '빌림: 참조 횟수는 그대로',
  'borrows: no count changes, nothing is released': '빌림: 참조 횟수는 그대로, 놓는 것 없음',
  'moves the same reference: no count changes': '같은 참조를 옮김: 참조 횟수는 그대로',
  'moves the reference out of Rust’s care: owed by you — one `Py_DECREF`, a stealing call or `from_owned_ptr`':
    '참조를 Rust의 관리 밖으로 옮김: 직접 갚아야 함 — `Py_DECREF` 하나, 가져가는 호출, 또는 `from_owned_ptr`',
  'takes over the reference that the pointer carries: no count changes now, released when the result is dropped; on a borrowed pointer this releases one too many':
    '포인터가 지닌 참조를 넘겨받음: 지금 참조 횟수는 그대로, 결과가 drop될 때 놓임. 빌린 포인터라면 하나를 더 놓게 됨',
  'takes a reference of its own (+1 here, released when the result is dropped); a new reference in the pointer stays owed by you':
    '따로 참조를 얻음(여기서 +1, 결과가 drop될 때 놓임). 포인터의 새 참조는 여전히 직접 갚아야 함',
  'the container keeps a reference: +1 for a borrowed argument, an owned one that is passed by value moves in; what it replaces is released':
    '컨테이너가 참조를 둠: 빌린 인수는 +1, 값으로 넘긴 것은 옮겨짐. 바뀐 것은 놓임',
  'the container releases its reference (−1)': '컨테이너가 참조를 놓음(−1)',
  'makes an object: the result owns its first reference, released when it is dropped':
    '객체를 만듦: 결과가 첫 참조를 가지며 drop될 때 놓임',
  '+1 once per call site, kept for the life of the process': '호출한 곳마다 한 번 +1, 프로세스가 사는 동안 유지',
  'releases one reference now (−1)': '지금 참조 하나를 놓음(−1)',
  'releases what it owns now (−1)': '가진 것을 지금 놓음(−1)',
  'gives up the owner without releasing: what it owns is never given back unless it is taken over again':
    '놓지 않고 소유자를 내줌: 다시 넘겨받지 않으면 돌아가지 않음',
  'creates a strong reference (+1) and holds a borrow flag, both until the result is dropped':
    '강한 참조를 만들고(+1) 빌림 표시를 둠, 둘 다 결과가 drop될 때까지',
  'attachment to the interpreter: no count changes; a `Py` that is dropped while detached is released at the next attach, not now':
    '인터프리터에 연결: 참조 횟수는 그대로. 연결이 끊긴 동안 drop된 `Py`는 지금이 아니라 다음 연결 때 놓임',
  'returns a new reference: owed by you — one `Py_DECREF`, a stealing call or `from_owned_ptr`; NULL when it fails':
    '새 참조를 돌려줌: 직접 갚아야 함 — `Py_DECREF` 하나, 가져가는 호출, 또는 `from_owned_ptr`. 실패하면 NULL',
  'returns a reference borrowed from the interpreter: nothing to release, and not valid longer than that':
    '인터프리터에서 빌린 참조를 돌려줌: 놓을 것이 없고 그보다 오래 유효하지 않음',
  'returns a reference borrowed from its first argument: nothing to release, and not valid longer than that':
    '첫째 인수에서 빌린 참조를 돌려줌: 놓을 것이 없고 그보다 오래 유효하지 않음',
  'sets an exception and returns NULL: no count changes': '예외를 정하고 NULL을 돌려줌: 참조 횟수는 그대로',
  'takes over the reference in its {0} argument': '{0} 인수의 참조를 넘겨받음',
  'takes over the reference in its {0} argument when it succeeds': '성공하면 {0} 인수의 참조를 넘겨받음',
  'takes over the reference in its {0} arguments': '{0} 인수의 참조를 넘겨받음',
  'writes a new reference through its {0} argument: owed by you': '{0} 인수에 새 참조를 적음: 직접 갚아야 함',
  'writes a new reference through its {0} arguments: owed by you': '{0} 인수에 새 참조를 적음: 직접 갚아야 함',
  first: '첫째',
  second: '둘째',
  third: '셋째',
  fourth: '넷째',
  fifth: '다섯째',
  'releases one reference (−1)': '참조 하나를 놓음(−1)',
  'takes one more reference (+1), owed by you': '참조를 하나 더 얻음(+1), 직접 갚아야 함',
  'each read from Python creates a further one (+1)': '파이썬에서 읽을 때마다 하나 더 생김(+1)',
  'what Python sets moves in, and what it replaces is released (−1)': '파이썬이 정한 것이 옮겨지고 바뀐 것은 놓임(−1)',
  'owns strong references for as long as the struct lives; the collector sees them only through `__traverse__`':
    '구조체가 사는 동안 강한 참조를 가짐. 수집기는 `__traverse__`로만 봄',
  'owns strong references to objects that hold nothing themselves: they cannot close a cycle':
    '아무것도 붙잡지 않는 객체에 강한 참조를 가짐: 순환을 이룰 수 없음',
  'owns strong references through a shared pointer: others may own them too, so `__traverse__` must not visit them':
    '공유 포인터를 거쳐 강한 참조를 가짐: 다른 쪽도 가질 수 있어 `__traverse__`가 방문하면 안 됨',
  'may hide strong references that no `__traverse__` can reach': '`__traverse__`가 닿을 수 없는 강한 참조를 숨길 수 있음',
  'released when the struct that holds it is dropped': '담은 구조체가 drop될 때 놓임',
  'carries a new reference from `{0}`: owed by you — one `Py_DECREF`, a stealing call or `from_owned_ptr`; `?`, `return` and panics do not release it':
    '`{0}`의 새 참조를 지님: 직접 갚아야 함 — `Py_DECREF` 하나, 가져가는 호출, 또는 `from_owned_ptr`. `?`, `return`, 패닉은 놓지 않음',
  'borrowed by `{0}`: nothing to release, and not valid longer than its owner':
    '`{0}`이(가) 빌려준 것: 놓을 것이 없고 소유자보다 오래 유효하지 않음',
  'carries the reference that `{0}` owned: owed by you — one `Py_DECREF`, a stealing call or `from_owned_ptr`':
    '`{0}`이(가) 가졌던 참조를 지님: 직접 갚아야 함 — `Py_DECREF` 하나, 가져가는 호출, 또는 `from_owned_ptr`',
  'a view of `{0}`: nothing to release, and not valid longer than that': '`{0}`을(를) 보는 것: 놓을 것이 없고 그보다 오래 유효하지 않음',
  'a raw pointer: borrowed from the caller by convention; no count changes here':
    '원시 포인터: 관례상 호출한 쪽에서 빌림. 여기서 참조 횟수는 그대로',
  'a raw pointer: Rust releases nothing for it': '원시 포인터: Rust가 놓아 주지 않음',
  'owns 1 strong reference': '강한 참조 1개를 가짐',
  'owns 1 strong reference and a borrow flag': '강한 참조 1개와 빌림 표시를 가짐',
  'owns 1 strong reference for each element': '원소마다 강한 참조 1개를 가짐',
  'owns, if any, 1 strong reference': '있다면 강한 참조 1개를 가짐',
  'owns, if any, 1 strong reference and a borrow flag': '있다면 강한 참조 1개와 빌림 표시를 가짐',
  'owns, if any, 1 strong reference for each element': '있다면 원소마다 강한 참조 1개를 가짐',
  'owns, if any, 1 strong reference, {0}': '있다면 강한 참조 1개를 가짐, {0}',
  'owns, if any, 1 strong reference: {0}': '있다면 강한 참조 1개를 가짐: {0}',
  'owns, if any, {0}': '있다면 {0}',
  'owns the references of its value or of its error': '값이나 오류의 참조를 가짐',
  'owns the strong references of its entries': '항목들의 강한 참조를 가짐',
  'owns the strong references of its parts': '부분들의 강한 참조를 가짐',
  'the strong references of its entries': '항목들의 강한 참조를 가짐',
  'the strong references of its parts': '부분들의 강한 참조를 가짐',
  'the references of its value or of its error': '값이나 오류의 참조를 가짐',
  'shares the references of what it points to': '가리키는 것의 참조를 나눔',
  '+1 here': '여기서 +1',
  '+1 for the call': '호출 동안 +1',
  'moved in by the caller': '호출한 쪽이 옮겨 줌',
  'the same reference moves in': '같은 참조가 옮겨 옴',
  'the first reference of a new object': '새 객체의 첫 참조',
  'takes over the reference of the pointer': '포인터의 참조를 넘겨받음',
  'released at the next attach, not now, when dropped while detached': '연결이 끊긴 동안 drop되면 지금이 아니라 다음 연결 때 놓임',
  'dropped at line {0}: released at the next attach, not now, when dropped while detached':
    '{0}행에서 drop: 연결이 끊긴 동안이면 지금이 아니라 다음 연결 때 놓임',
  'dropped at line {0} otherwise: released at the next attach, not now, when dropped while detached':
    '그 밖에는 {0}행에서 drop: 연결이 끊긴 동안이면 지금이 아니라 다음 연결 때 놓임',
  'released when dropped at line {0}': '{0}행에서 drop될 때 놓임',
  'released when dropped at line {0} otherwise': '그 밖에는 {0}행에서 drop될 때 놓임',
  '{0}, or by `?` at line {1}': '{0}, 또는 {1}행의 `?`로',
  'moved into the closure at line {0}': '{0}행에서 클로저로 옮겨짐',
  'returned at line {0}': '{0}행에서 돌아감',
  'handed out by `{0}` at line {1} and owed by you from there': '{1}행에서 `{0}`이(가) 내주어 거기서부터 직접 갚아야 함',
  'moved by `{0}` at line {1}': '{1}행에서 `{0}`이(가) 옮김',
  'moved into `{0}` at line {1}': '{1}행에서 `{0}`(으)로 옮겨짐',
  'released by `drop` at line {0}': '{0}행에서 `drop`으로 놓임',
  'never released: forgotten at line {0}': '놓이지 않음: {0}행에서 잊힘',
  'moved into the struct at line {0}': '{0}행에서 구조체로 옮겨짐',
  'moved on at line {0}': '{0}행에서 옮겨짐',
  'dropped at line {0}': '{0}행에서 drop',
  'dropped at line {0} otherwise': '그 밖에는 {0}행에서 drop',
  'never released': '놓이지 않음',
  'forgotten at line {0}': '{0}행에서 잊힘',
  '1 strong reference for each element': '원소마다 강한 참조 1개를 가짐',
  'owns strong references to objects that hold nothing themselves: they cannot close a cycle; {0}':
    '아무것도 붙잡지 않는 객체에 강한 참조를 가짐: 순환을 이룰 수 없음; {0}',
  'owns strong references for as long as the struct lives; the collector sees them only through `__traverse__`; {0}':
    '구조체가 사는 동안 강한 참조를 가짐. 수집기는 `__traverse__`로만 봄; {0}',
  'owns strong references through a shared pointer: others may own them too, so `__traverse__` must not visit them; {0}':
    '공유 포인터를 거쳐 강한 참조를 가짐: 다른 쪽도 가질 수 있어 `__traverse__`가 방문하면 안 됨; {0}',
};
